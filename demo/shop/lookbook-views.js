/** Address → view. The one without items is the overview. */
export const views = {
  '/lookbook/': { name: 'All tables', title: 'One day, three tables' },
  '/lookbook/morning/': {
    name: 'Morning',
    hour: '7.20',
    title: 'Morning, before anyone asks',
    picture: '/img/morning.svg',
    alt: 'Filter coffee dripping beside a blue mug, window light on the wall',
    text: [
      'The kettle has gone quiet. Three minutes of pouring in circles, and for three minutes nothing else needs doing.',
      'The dripper keeps its heat because its walls are thick. The mug is glazed only where lips and coffee go; the foot stays bare, so that your hand knows it is clay.',
    ],
    items: ['DRP-3', 'MUG-1', 'TWL-8'],
    next: '/lookbook/noon/',
  },
  '/lookbook/noon/': {
    name: 'Noon',
    hour: '12.45',
    title: 'Noon, the door open',
    picture: '/img/noon.svg',
    alt: 'A loaf and two tomatoes on an oak board, with a carafe and a glass of water',
    text: [
      'Bread, tomatoes, salt. The board goes straight from the worktop to the table, and nobody minds the crumbs.',
      'Oak takes a knife well and forgives it. Once a month, a spoon of linseed oil; after a year it is darker, and yours.',
    ],
    items: ['BRD-6', 'CRF-5', 'PLT-4'],
    next: '/lookbook/evening/',
  },
  '/lookbook/evening/': {
    name: 'Evening',
    hour: '21.10',
    title: 'Evening, one light on',
    picture: '/img/evening.svg',
    alt: 'A lit candle beside a terracotta teapot and a mug',
    text: [
      'Tea holds a conversation together longer than wine does. The pot is good for four cups, or for two people who stay.',
      'Beeswax burns slowly and smells faintly of the summer it was made in. Forty hours, if you trim the wick.',
    ],
    items: ['POT-2', 'CND-10', 'MUG-1'],
    next: '/lookbook/',
  },
}
