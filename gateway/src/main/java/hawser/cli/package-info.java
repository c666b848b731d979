/// FortiOS commands on a running gateway, one at a time over its control socket.
@NullMarked
package hawser.cli;

import org.jspecify.annotations.NullMarked;
