/// What the versions of IKE share. A [hawser.ike.Session] is pure: events and the time go in,
/// actions come out; whoever drives it has the sockets and the clock.
@NullMarked
package hawser.ike;

import org.jspecify.annotations.NullMarked;
