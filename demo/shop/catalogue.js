/** What the shop sells. Prices are in euro cents, so that sums are exact. */
export const products = [
  { id: 'MUG-1', slug: 'blue-mug', name: 'Blue mug', category: 'Cups', cents: 1250 },
  { id: 'POT-2', slug: 'round-teapot', name: 'Round teapot', category: 'Coffee and tea', cents: 4800 },
  { id: 'DRP-3', slug: 'pour-over-dripper', name: 'Pour-over dripper', category: 'Coffee and tea', cents: 3400 },
  { id: 'PLT-4', slug: 'breakfast-plate', name: 'Breakfast plate', category: 'Plates', cents: 1800 },
  { id: 'CRF-5', slug: 'glass-carafe', name: 'Glass carafe', category: 'Glass', cents: 2900 },
  { id: 'BRD-6', slug: 'oak-board', name: 'Oak board', category: 'Wood', cents: 3600 },
  { id: 'SPN-7', slug: 'olive-wood-spoon', name: 'Olive-wood spoon', category: 'Wood', cents: 950 },
  { id: 'TWL-8', slug: 'linen-towel', name: 'Linen towel', category: 'Linen', cents: 1400 },
  { id: 'APR-9', slug: 'canvas-apron', name: 'Canvas apron', category: 'Linen', cents: 3900 },
  { id: 'CND-10', slug: 'beeswax-candle', name: 'Beeswax candle', category: 'Light', cents: 1600 },
]

export const findProduct = id => products.find(product => product.id === id)
export const pageOf = product => `/products/${product.slug}.html`
export const pictureOf = product => `/img/${product.slug}.svg`

/** 1250 → '12.50', as markup and machines want it. */
export const decimal = cents => (cents / 100).toFixed(2)

const euro = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })
/** 1250 → '€12.50', as people want it. */
export const price = cents => euro.format(cents / 100)
