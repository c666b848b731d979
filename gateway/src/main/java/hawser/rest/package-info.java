/// `/api/v2`: FortiOS's REST interface. Requests and replies are plain values; the server that
/// carries them is in `hawser.web`.
@NullMarked
package hawser.rest;

import org.jspecify.annotations.NullMarked;
