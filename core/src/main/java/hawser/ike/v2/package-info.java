/// IKEv2 (RFC 7296): one class an idea, one file a payload.
///
/// [hawser.ike.v2.V2Session] is one IKE SA. With a pre-shared key:
///
/// ```
/// initiator                              responder
/// HDR, SAi1, KEi, Ni, N...      -->
///                               <--      HDR, SAr1, KEr, Nr, N...
/// HDR, SK {IDi, AUTH, SAi2, TSi, TSr, N...}  -->
///                               <--      HDR, SK {IDr, AUTH, SAr2, TSi, TSr, N...}
/// ```
///
/// Then each end asks what it wants, one request at a time: [Exchanges] has what we ask, [Answers]
/// what we say to the peer's requests.
@NullMarked
package hawser.ike.v2;

import org.jspecify.annotations.NullMarked;
