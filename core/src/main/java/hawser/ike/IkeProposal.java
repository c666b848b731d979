package hawser.ike;

import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.crypto.Integrity;
import java.util.List;

/// What protects an IKE SA: one choice of every kind.
///
/// @param protection encryption and integrity, in the combinations that ESP has too (RFC 5282)
/// @param hash of the PRF, which is HMAC; IKEv1 has no other
/// @param additional key exchanges after the first, in their order (RFC 9370); IKEv1 has none
public record IkeProposal(EspSuite protection, Hash hash, Group group, List<Group> additional) {
  public IkeProposal {
    additional = List.copyOf(additional);
  }

  public IkeProposal(EspSuite protection, Hash hash, Group group) {
    this(protection, hash, group, List.of());
  }

  /// As IKEv1 has them: AES-CBC with this key length, and one hash for all.
  public IkeProposal(int keyBits, Hash hash, Group group) {
    this(EspSuite.of(Encryption.AES_CBC, keyBits, Integrity.of(hash)), hash, group);
  }

  public int keyBits() {
    return protection.keyBits();
  }
}
