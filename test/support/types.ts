import { readFileSync } from 'node:fs'
import ts from 'typescript'

export interface Prop {
  /** As it is written in src/props.ts. */
  type: string
  required: boolean
}

/** What `EventProps` of src/props.ts says: per event its props, with those of what it is made of. */
export function readEventProps(): Map<string, Map<string, Prop>> {
  const file = 'src/props.ts'
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const interfaces = new Map<string, ts.InterfaceDeclaration>()
  for (const node of source.statements) if (ts.isInterfaceDeclaration(node)) interfaces.set(node.name.text, node)

  const fromMembers = (members: ts.NodeArray<ts.TypeElement>): [string, Prop][] =>
    members.flatMap(member =>
      ts.isPropertySignature(member)
        ? [[member.name.getText(), { type: member.type?.getText() ?? '', required: !member.questionToken }]]
        : [],
    )
  const propsOf = (type: ts.TypeNode): [string, Prop][] => {
    if (ts.isIntersectionTypeNode(type)) return type.types.flatMap(propsOf)
    if (ts.isTypeLiteralNode(type)) return fromMembers(type.members)
    return fromMembers(interfaces.get(type.getText())?.members ?? ts.factory.createNodeArray())
  }
  const events = interfaces.get('EventProps')?.members ?? []
  return new Map(
    [...events].flatMap(event =>
      ts.isPropertySignature(event) && event.type ? [[event.name.getText(), new Map(propsOf(event.type))]] : [],
    ),
  )
}
