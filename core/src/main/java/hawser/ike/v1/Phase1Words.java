package hawser.ike.v1;

import hawser.crypto.Group;
import hawser.ike.IkeProposal;
import hawser.ike.Mismatch;
import hawser.ike.Mismatch.Aspect;
import hawser.ike.Mismatch.Combination;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Phase 1 transforms by the names of their registries (RFC 2409 appendix A).
final class Phase1Words {
  private static final Map<Long, String> ENCRYPTIONS =
      Map.of(
          1L,
          "DES_CBC",
          2L,
          "IDEA_CBC",
          3L,
          "BLOWFISH_CBC",
          4L,
          "RC5_CBC",
          5L,
          "3DES_CBC",
          6L,
          "CAST_CBC",
          7L,
          "AES_CBC",
          8L,
          "CAMELLIA_CBC");
  private static final Map<Long, String> HASHES =
      Map.of(1L, "MD5", 2L, "SHA1", 4L, "SHA2_256", 5L, "SHA2_384", 6L, "SHA2_512");
  private static final Map<Long, String> AUTHENTICATIONS =
      Map.of(
          1L,
          "PRE_SHARED_KEY",
          2L,
          "DSS_SIGNATURE",
          3L,
          "RSA_SIGNATURE",
          9L,
          "ECDSA_P256",
          10L,
          "ECDSA_P384",
          11L,
          "ECDSA_P521",
          65001L,
          "XAUTH_INITIATOR_PSK",
          65002L,
          "XAUTH_RESPONDER_PSK",
          65005L,
          "XAUTH_INITIATOR_RSA",
          64221L,
          "HYBRID_RSA");

  private Phase1Words() {}

  static Mismatch mismatch(SaBody offered, Isakmp sa) {
    return new Mismatch(
        Mismatch.Kind.IKE_SA,
        sa.config.name(),
        offered.proposals().stream()
            .filter(proposal -> proposal.protocol() == SaBody.PROTOCOL_ISAKMP)
            .flatMap(proposal -> proposal.transforms().stream())
            .map(Phase1Words::of)
            .toList(),
        ours(sa));
  }

  static List<Combination> ours(Isakmp sa) {
    return sa.config.proposals().stream().map(proposal -> of(proposal, sa)).toList();
  }

  static Combination of(SaBody.Transform transform) {
    Attributes a = transform.attributes();
    return combination(
        a.get(Phase1Offer.ENCRYPTION),
        a.get(Phase1Offer.KEY_LENGTH),
        a.get(Phase1Offer.HASH),
        a.get(Phase1Offer.GROUP),
        a.get(Phase1Offer.AUTHENTICATION));
  }

  private static Combination of(IkeProposal proposal, Isakmp sa) {
    return combination(
        7,
        proposal.keyBits(),
        Phase1Offer.hashNumber(proposal.hash()),
        proposal.group().number(),
        Authentication.of(sa).number());
  }

  private static Combination combination(
      long encryption, long bits, long hash, long group, long authentication) {
    EnumMap<Aspect, String> values = new EnumMap<>(Aspect.class);
    String cipher = name(ENCRYPTIONS, encryption);
    values.put(Aspect.ENCRYPTION, bits == 0 ? cipher : cipher + "_" + bits);
    values.put(Aspect.INTEGRITY, name(HASHES, hash));
    values.put(Aspect.GROUP, group(group));
    values.put(Aspect.AUTHENTICATION, name(AUTHENTICATIONS, authentication));
    return new Combination(values);
  }

  static String group(long number) {
    return List.of(Group.values()).stream()
        .filter(group -> group.number() == number)
        .map(Group::name)
        .findFirst()
        .orElse("GROUP_" + number);
  }

  private static String name(Map<Long, String> names, long number) {
    return names.getOrDefault(number, "UNKNOWN_" + number);
  }
}
