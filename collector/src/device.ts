/**
 * Device class from the request's user agent, which is looked at and thrown away, and the screen.
 * iPads call themselves Macintosh; they are told by a portrait screen, which no Mac has.
 */
export function deviceClass(userAgent: string, screen: [number, number] | null): 'phone' | 'tablet' | 'desktop' | null {
  if (/\b(iPad|Tablet|PlayBook|Silk)\b/i.test(userAgent)) return 'tablet'
  if (/\bAndroid\b/i.test(userAgent)) return /\bMobile\b/i.test(userAgent) ? 'phone' : 'tablet'
  if (/\b(iPhone|iPod|Windows Phone|Mobile)\b/i.test(userAgent)) return 'phone'
  if (!screen) return /\b(Windows|Macintosh|Linux|CrOS|X11)\b/.test(userAgent) ? 'desktop' : null
  const [width, height] = screen
  if (Math.min(width, height) < 600) return 'phone'
  return height > width && width <= 1100 && /\bMacintosh\b/.test(userAgent) ? 'tablet' : 'desktop'
}
