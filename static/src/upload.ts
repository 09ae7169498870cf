/** The upload page only: resumable uploads. */
import { register } from './binder';
import { upload } from './controllers/upload';

register({ upload });
