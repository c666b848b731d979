/// Addresses, selectors and packets as the wire has them. Header classes are offset accessors over
/// off-heap memory, so a packet is never an object.
@NullMarked
package hawser.net;

import org.jspecify.annotations.NullMarked;
