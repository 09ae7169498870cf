/** The hearing page only: hls.js, media-chrome and the player. */
import { register } from './binder';
import { player } from './controllers/player';

register({ player });
