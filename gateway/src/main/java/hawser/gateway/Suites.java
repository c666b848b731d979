package hawser.gateway;

import hawser.bytes.Octets;
import hawser.config.Phase1;
import hawser.config.Phase2;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.crypto.Integrity;
import hawser.ike.ChildConfig;
import hawser.ike.EsnPolicy;
import hawser.ike.Identity;
import hawser.ike.IkeProposal;
import hawser.ike.ModeConfig;
import hawser.ike.NatTraversal;
import hawser.ike.SessionConfig;
import hawser.ike.V1Options;
import hawser.net.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// From FortiOS's words to what IKE and ESP understand.
final class Suites {
  private static final String PRF = "-prf";

  private Suites() {}

  static SessionConfig session(
      Phase1 phase1, List<Phase2> phase2s, IpAddress location, ModeConfig modeConfig) {
    List<IkeProposal> proposals = new ArrayList<>();
    for (String word : phase1.proposals()) {
      for (int group : phase1.groups()) {
        proposals.add(ike(word, group(group)));
      }
    }
    return new SessionConfig(
        phase1.name(),
        proposals,
        phase1.psk(),
        identity(phase1.localId(), phase1.localIdType()),
        phase1.keylife(),
        natTraversal(phase1),
        location,
        phase2s.stream().map(phase2 -> child(phase1, phase2)).toList(),
        identity(phase1.peer().id(), "auto"),
        phase1.negotiateTimeout(),
        modeConfig,
        version1(phase1.version1()),
        phase1.signatures().map(signatures -> signatures));
  }

  private static V1Options version1(Phase1.Version1 version1) {
    V1Options.Xauth xauth =
        switch (version1.xauth()) {
          case "disable" -> new V1Options.Xauth.None();
          case "client" ->
              new V1Options.Xauth.Client(version1.user(), version1.password().orElseThrow());
          default ->
              new V1Options.Xauth.Server((user, password) ->
                  Optional.ofNullable(version1.users().get(user))
                      .filter(password::equals)
                      .isPresent());
        };
    V1Options.Mode mode = version1.aggressive() ? V1Options.Mode.AGGRESSIVE : V1Options.Mode.MAIN;
    return new V1Options(mode, xauth, version1.fragmentOctets());
  }

  /// The number of a group by its name; empty when there is none.
  static Optional<Integer> groupNumber(String name) {
    return Arrays.stream(Group.values())
        .filter(group -> group.name().equals(name))
        .map(Group::number)
        .findFirst();
  }

  /// `aes256-sha256`, or `aes256gcm-prfsha384`.
  private static IkeProposal ike(String word, Group group) {
    int prf = word.indexOf(PRF);
    return prf > 0
        ? new IkeProposal(
            esp(word.substring(0, prf)), hash(word.substring(prf + PRF.length())), group)
        : new IkeProposal(esp(word), hash(word.substring(word.indexOf('-') + 1)), group);
  }

  private static NatTraversal natTraversal(Phase1 phase1) {
    return switch (phase1.natTraversal()) {
      case "disable" -> NatTraversal.DISABLE;
      case "forced" -> NatTraversal.FORCED;
      default ->
          phase1.espEncapsulation().equals("prefer-udp")
              ? NatTraversal.PREFERRED
              : NatTraversal.ENABLE;
    };
  }

  static ChildConfig child(Phase1 phase1, Phase2 phase2) {
    return new ChildConfig(
        phase2.name(),
        phase2.proposals().stream().map(Suites::esp).toList(),
        phase2.pfs() ? phase2.groups().stream().map(Suites::group).toList() : List.of(),
        List.of(phase2.source()),
        List.of(phase2.destination()),
        phase2.keylife(),
        phase2.keylifeKilobytes(),
        phase2.replay() ? phase1.esn() : EsnPolicy.DISABLE);
  }

  /// `esp=` and `ah=` of `diagnose vpn tunnel list`.
  static String encryptionName(EspSuite suite) {
    return switch (suite.encryption()) {
      case AES_CBC -> "aes";
      case AES_GCM_16 -> "aes-gcm";
      case CHACHA20_POLY1305 -> "chacha20-poly1305";
    };
  }

  static String integrityName(EspSuite suite) {
    return suite.integrity().map(i -> hashName(i.hash())).orElse("null");
  }

  static String proposalName(IkeProposal proposal) {
    String hash = hashName(proposal.hash());
    return switch (proposal.protection().encryption()) {
      case AES_CBC -> "aes" + proposal.keyBits() + "-" + hash;
      case AES_GCM_16 -> "aes" + proposal.keyBits() + "gcm" + PRF + hash;
      case CHACHA20_POLY1305 -> "chacha20poly1305" + PRF + hash;
    };
  }

  private static EspSuite esp(String word) {
    return switch (word) {
      case "aes128gcm" -> EspSuite.aead(Encryption.AES_GCM_16, 128);
      case "aes256gcm" -> EspSuite.aead(Encryption.AES_GCM_16, 256);
      case "chacha20poly1305" -> EspSuite.aead(Encryption.CHACHA20_POLY1305, 256);
      default -> {
        int dash = word.indexOf('-');
        int bits = Integer.parseInt(word.substring("aes".length(), dash));
        Integrity integrity =
            switch (hash(word.substring(dash + 1))) {
              case SHA1 -> Integrity.HMAC_SHA1_96;
              case SHA2_256 -> Integrity.HMAC_SHA2_256_128;
              case SHA2_384 -> Integrity.HMAC_SHA2_384_192;
              case SHA2_512 -> Integrity.HMAC_SHA2_512_256;
            };
        yield EspSuite.of(Encryption.AES_CBC, bits, integrity);
      }
    };
  }

  private static Hash hash(String word) {
    return switch (word) {
      case "sha1" -> Hash.SHA1;
      case "sha256" -> Hash.SHA2_256;
      case "sha384" -> Hash.SHA2_384;
      case "sha512" -> Hash.SHA2_512;
      default -> throw new IllegalArgumentException("no hash: " + word);
    };
  }

  private static String hashName(Hash hash) {
    return switch (hash) {
      case SHA1 -> "sha1";
      case SHA2_256 -> "sha256";
      case SHA2_384 -> "sha384";
      case SHA2_512 -> "sha512";
    };
  }

  private static Group group(int number) {
    return Arrays.stream(Group.values())
        .filter(group -> group.number() == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no group: " + number));
  }

  /// An identity as its type says, or as what it looks like: an address, a mail address, a name.
  private static Optional<Identity> identity(String text, String type) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Octets octets = Identity.fqdn(text).data();
    return Optional.of(
        switch (type) {
          case "address" -> Identity.of(IpAddress.parse(text));
          case "keyid" -> new Identity(Identity.KEY_ID, octets);
          case "user-fqdn" -> new Identity(Identity.USER_FQDN, octets);
          case "fqdn" -> Identity.fqdn(text);
          default -> likely(text, octets);
        });
  }

  private static Identity likely(String text, Octets octets) {
    try {
      return Identity.of(IpAddress.parse(text));
    } catch (IllegalArgumentException e) {
      return text.contains("@") ? new Identity(Identity.USER_FQDN, octets) : Identity.fqdn(text);
    }
  }
}
