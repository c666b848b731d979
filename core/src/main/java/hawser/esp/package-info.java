/// ESP (RFC 4303) over off-heap packets: runtime SAs, the replay window, and the engines that do
/// the cryptography. Nothing here allocates, locks, logs or throws per packet; a result is an
/// `int`: a length, or [Drop#result()].
@NullMarked
package hawser.esp;

import org.jspecify.annotations.NullMarked;
