/// Thousands of dial-up peers in one process: the IKE sessions of the core, without packets.
@NullMarked
package hawser.bench.dialup;

import org.jspecify.annotations.NullMarked;
