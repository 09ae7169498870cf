/** Every page: small controllers and htmx for the fragments that change in place. */
import htmx from 'htmx.org';
import { bind, register } from './binder';
import { boxes } from './controllers/boxes';
import { editor } from './controllers/editor';
import { entryHere } from './controllers/entry_here';
import { entryPlaced } from './controllers/entry_placed';
import { focusOnLoad } from './controllers/focus';
import { copyButton } from './controllers/copy';
import { liveFragment } from './controllers/live_fragment';
import { menu } from './controllers/menu';
import { passkey } from './controllers/passkey';
import { printButton } from './controllers/print';
import { protocol } from './controllers/protocol';
import { momentHere, rangeHere } from './controllers/range_here';
import { theme } from './controllers/theme';

htmx.onLoad((element) => {
  if (element instanceof HTMLElement) bind(element);
});

register({
  boxes,
  copy: copyButton,
  editor,
  'entry-here': entryHere,
  'entry-placed': entryPlaced,
  focus: focusOnLoad,
  'live-fragment': liveFragment,
  menu,
  'moment-here': momentHere,
  passkey,
  print: printButton,
  protocol,
  'range-here': rangeHere,
  theme,
});
