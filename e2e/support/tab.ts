/** What a visitor can do, the same in every browser. */
export interface Tab {
  goto(url: string): Promise<void>
  /** A trusted click, as a pointer makes it; resolves when a page it leads to has loaded. */
  click(selector: string): Promise<void>
  /** Types into a field, key by key. */
  type(selector: string, text: string): Promise<void>
  /** The value of an expression in the page. */
  read<T>(expression: string): Promise<T>
  /** Resolves once the expression is true in the page, whatever page that is by then. */
  until(expression: string): Promise<void>
  /** The visitor closes the tab. */
  close(): Promise<void>
}

export interface Visitor {
  engine: string
  /** A tab of the same browser profile. */
  tab(): Promise<Tab>
  close(): Promise<void>
}
