package hawser.ike;

import hawser.crypto.Group;
import hawser.crypto.Hash;

/// What protects an IKE SA: AES-CBC with this key length, HMAC with this hash, this group.
public record IkeProposal(int keyBits, Hash hash, Group group) {}
