/// Algorithms: the registries, key exchange, pseudo-random functions, and the JDK's ciphers behind
/// them.
@NullMarked
package hawser.crypto;

import org.jspecify.annotations.NullMarked;
