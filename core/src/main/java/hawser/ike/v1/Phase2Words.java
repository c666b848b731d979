package hawser.ike.v1;

import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Integrity;
import hawser.ike.ChildConfig;
import hawser.ike.Encapsulation;
import hawser.ike.Mismatch;
import hawser.ike.Mismatch.Aspect;
import hawser.ike.Mismatch.Combination;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ESP transforms by the names of their registries (RFC 2407 section 4.4.4).
final class Phase2Words {
  private static final Map<Integer, String> ENCRYPTIONS =
      Map.of(
          2,
          "DES_CBC",
          3,
          "3DES_CBC",
          7,
          "BLOWFISH_CBC",
          11,
          "NULL",
          12,
          "AES_CBC",
          13,
          "AES_CTR",
          18,
          "AES_GCM_8",
          19,
          "AES_GCM_12",
          20,
          "AES_GCM_16",
          28,
          "CHACHA20_POLY1305");

  private Phase2Words() {}

  static Mismatch mismatch(SaBody offered, List<ChildConfig> ours, Encapsulation encapsulation) {
    List<Combination> allowed = new ArrayList<>();
    for (ChildConfig child : ours) {
      for (EspSuite suite : child.suites()) {
        for (Optional<Group> group : groups(child)) {
          for (ChildConfig.Esn esn : child.esn().offers()) {
            allowed.add(of(suite, group, esn, encapsulation));
          }
        }
      }
    }
    return new Mismatch(
        Mismatch.Kind.CHILD_SA,
        ours.getFirst().name(),
        offered.proposals().stream()
            .filter(proposal -> proposal.protocol() == SaBody.PROTOCOL_ESP)
            .flatMap(proposal -> proposal.transforms().stream())
            .map(Phase2Words::of)
            .toList(),
        allowed);
  }

  static Combination of(SaBody.Transform transform) {
    Attributes a = transform.attributes();
    return combination(
        transform.id(),
        a.get(Phase2Offer.KEY_LENGTH),
        integrity(a.get(Phase2Offer.AUTHENTICATION)),
        a.get(Phase2Offer.GROUP),
        a.get(Phase2Offer.ENCAPSULATION),
        a.get(Phase2Offer.EXTENDED_SEQUENCE) == Phase2Offer.SEQUENCE_64_BIT);
  }

  private static Combination of(
      EspSuite suite, Optional<Group> group, ChildConfig.Esn esn, Encapsulation encapsulation) {
    return combination(
        Phase2Offer.espNumber(suite.encryption()),
        suite.keyBits(),
        suite.integrity().map(Integrity::name).orElse(""),
        group.map(Group::number).orElse(0),
        encapsulation == Encapsulation.UDP ? Phase2Offer.UDP_TUNNEL : Phase2Offer.TUNNEL,
        esn == ChildConfig.Esn.YES);
  }

  private static Combination combination(
      int encryption, long bits, String integrity, long group, long encapsulation, boolean esn) {
    EnumMap<Aspect, String> values = new EnumMap<>(Aspect.class);
    String cipher = ENCRYPTIONS.getOrDefault(encryption, "UNKNOWN_" + encryption);
    boolean fixed = bits == 0 || cipher.equals("CHACHA20_POLY1305");
    values.put(Aspect.ENCRYPTION, fixed ? cipher : cipher + "_" + bits);
    if (!integrity.isEmpty()) {
      values.put(Aspect.INTEGRITY, integrity);
    }
    values.put(Aspect.GROUP, group == 0 ? "NO_PFS" : Phase1Words.group(group));
    values.put(
        Aspect.ENCAPSULATION,
        encapsulation == Phase2Offer.TUNNEL
            ? "TUNNEL"
            : encapsulation == Phase2Offer.UDP_TUNNEL ? "UDP_TUNNEL" : "MODE_" + encapsulation);
    values.put(Aspect.SEQUENCE_NUMBERS, esn ? "EXTENDED" : "SHORT");
    return new Combination(values);
  }

  private static String integrity(long number) {
    if (number == 0) {
      return "";
    }
    return List.of(Integrity.values()).stream()
        .filter(integrity -> Phase2Offer.integrityNumber(integrity) == number)
        .map(Integrity::name)
        .findFirst()
        .orElse(number == 1 ? "HMAC_MD5_96" : "UNKNOWN_" + number);
  }

  private static List<Optional<Group>> groups(ChildConfig child) {
    return child.pfsGroups().isEmpty()
        ? List.of(Optional.empty())
        : child.pfsGroups().stream().map(Optional::of).toList();
  }
}
