/// The engine that calls Intel's multi-buffer library for IPsec (`libIPSec_MB.so.1`, Debian's
/// `libipsec-mb1`): AES-GCM and ChaCha20-Poly1305 packet by packet, AES-CBC with HMAC as jobs that
/// the library runs side by side. Never required.
@NullMarked
package hawser.ipsecmb;

import org.jspecify.annotations.NullMarked;
