/// IKEv1 (RFC 2407, 2408, 2409) with NAT traversal (RFC 3947) and dead peer detection (RFC 3706).
///
/// [hawser.ike.v1.V1Session] is one ISAKMP SA. Main Mode with a pre-shared key:
///
/// ```
/// initiator                              responder
/// HDR, SA, VID                  -->
///                               <--      HDR, SA, VID
/// HDR, KE, Ni, NAT-D, NAT-D     -->
///                               <--      HDR, KE, Nr, NAT-D, NAT-D
/// HDR*, IDii, HASH_I, N         -->
///                               <--      HDR*, IDir, HASH_R, N
/// ```
///
/// Aggressive Mode, which shows the identities and lets a listener try keys offline:
///
/// ```
/// initiator                              responder
/// HDR, SA, KE, Ni, IDii, VID    -->
///                               <--      HDR, SA, KE, Nr, IDir, HASH_R, VID, NAT-D, NAT-D
/// HDR*, HASH_I, NAT-D, NAT-D, N -->
/// ```
@NullMarked
package hawser.ike.v1;

import org.jspecify.annotations.NullMarked;
