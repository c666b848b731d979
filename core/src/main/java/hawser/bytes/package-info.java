/// Byte strings as values: immutable, secret, read with bounds, written in network order.
@NullMarked
package hawser.bytes;

import org.jspecify.annotations.NullMarked;
