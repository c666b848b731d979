package hawser.ike;

import hawser.bytes.Octets;

/// What proves who somebody is: the content of an AUTH payload (RFC 7296 section 3.8).
///
/// @param method the number of the authentication method, known or not
public record Proof(int method, Octets data) {}
