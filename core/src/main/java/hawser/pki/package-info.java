/// Certificates: reading, trusting, requesting. Nothing here opens a file or asks the network, and
/// the time is an argument.
@NullMarked
package hawser.pki;

import org.jspecify.annotations.NullMarked;
