/// Authentication that IKEv1 and IKEv2 share: who a peer says it is, and how a certificate and a
/// signature prove it.
@NullMarked
package hawser.ike.auth;

import org.jspecify.annotations.NullMarked;
