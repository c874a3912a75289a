export { cmuSlideFile, readSlide } from './cmuSlide';
export { type Digit, type DigitBag, type DigitBagOptions, digitBags, loadDigits } from './digits';
export { cutTile, type Tile, type TileOptions, tissueTiles } from './tiles';
