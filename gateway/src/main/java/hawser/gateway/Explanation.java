package hawser.gateway;

import hawser.ike.Mismatch;
import hawser.ike.Mismatch.Aspect;
import hawser.ike.Mismatch.Combination;
import hawser.ike.Mismatch.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Why no proposal matched, for people: both sides' transforms, the first difference of the nearest
/// pair, and the one line that would make them match.
record Explanation(Mismatch mismatch, String firstMismatch, String fix) {
  private static final Map<String, String> CIPHERS =
      Map.of(
          "AES_CBC_128", "aes128",
          "AES_CBC_192", "aes192",
          "AES_CBC_256", "aes256",
          "AES_GCM_16_128", "aes128gcm",
          "AES_GCM_16_256", "aes256gcm",
          "CHACHA20_POLY1305", "chacha20poly1305");

  private static final Map<String, String> HASHES =
      Map.of(
          "SHA1", "sha1",
          "SHA2_256", "sha256",
          "SHA2_384", "sha384",
          "SHA2_512", "sha512",
          "HMAC_SHA1_96", "sha1",
          "HMAC_SHA2_256_128", "sha256",
          "HMAC_SHA2_384_192", "sha384",
          "HMAC_SHA2_512_256", "sha512");

  static Explanation of(Mismatch mismatch) {
    Optional<Nearest> nearest = mismatch.nearest();
    if (nearest.isEmpty()) {
      return new Explanation(
          mismatch, "one side offers nothing", "give the peer a proposal of " + mismatch.subject());
    }
    Nearest pair = nearest.get();
    Aspect first = pair.differences().isEmpty() ? Aspect.ENCRYPTION : pair.differences().getFirst();
    String difference =
        "%s: the peer offers %s, %s allows %s"
            .formatted(
                name(first),
                pair.offered().value(first),
                mismatch.subject(),
                pair.allowed().value(first));
    return new Explanation(mismatch, difference, fix(mismatch, pair));
  }

  /// One line of the event.
  String event() {
    return "no SA proposal chosen: %s; fix: %s".formatted(firstMismatch, fix);
  }

  /// Everything, for the command line.
  void print(StringBuilder out) {
    out.append("  peer offers:\n");
    list(out, mismatch.offered());
    out.append("  '").append(mismatch.subject()).append("' allows:\n");
    list(out, mismatch.allowed());
    out.append("  first mismatch: ").append(firstMismatch).append('\n');
    out.append("  fix: ").append(fix).append('\n');
  }

  private static void list(StringBuilder out, List<Combination> combinations) {
    int number = 0;
    for (Combination combination : combinations) {
      out.append("    ").append(++number).append(": ");
      out.append(
          combination.values().entrySet().stream()
              .map(entry -> name(entry.getKey()) + "=" + entry.getValue())
              .collect(Collectors.joining(" ")));
      out.append('\n');
    }
  }

  private static String fix(Mismatch mismatch, Nearest pair) {
    String path =
        mismatch.kind() == Mismatch.Kind.IKE_SA
            ? "config vpn ipsec phase1-interface"
            : "config vpn ipsec phase2-interface";
    return set(mismatch.kind(), pair)
        .map(line -> "%s, edit \"%s\", %s".formatted(path, mismatch.subject(), line))
        .orElseGet(() ->
            "at the peer, add one of: "
                + mismatch.allowed().stream()
                    .limit(3)
                    .map(Combination::toString)
                    .collect(Collectors.joining(", ")));
  }

  /// The line that adds what the peer offers; empty when we do not have it.
  private static Optional<String> set(Mismatch.Kind kind, Nearest pair) {
    List<Aspect> differences = pair.differences();
    boolean proposal =
        differences.contains(Aspect.ENCRYPTION)
            || differences.contains(Aspect.INTEGRITY)
            || differences.contains(Aspect.PRF);
    boolean group = differences.contains(Aspect.GROUP);
    if (proposal && !group) {
      return proposal(pair.offered()).map(word -> "append proposal " + word);
    }
    if (group && !proposal) {
      String theirs = pair.offered().value(Aspect.GROUP);
      if (theirs.equals("NO_PFS")) {
        return Optional.of("set pfs disable");
      }
      return Suites.groupNumber(theirs)
          .map(number ->
              pair.allowed().value(Aspect.GROUP).equals("NO_PFS")
                  ? "set pfs enable; set dhgrp " + number
                  : "append dhgrp " + number);
    }
    if (proposal) {
      return proposal(pair.offered())
          .flatMap(word ->
              Suites.groupNumber(pair.offered().value(Aspect.GROUP))
                  .map(number -> "append proposal " + word + "; append dhgrp " + number));
    }
    if (differences.contains(Aspect.SEQUENCE_NUMBERS)) {
      return Optional.of("set esn allow (in its phase 1)");
    }
    if (differences.contains(Aspect.AUTHENTICATION) && kind == Mismatch.Kind.IKE_SA) {
      return switch (pair.offered().value(Aspect.AUTHENTICATION)) {
        case "XAUTH_INITIATOR_PSK" -> Optional.of("set xauthtype auto");
        case "PRE_SHARED_KEY" -> Optional.of("set xauthtype disable");
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static Optional<String> proposal(Combination combination) {
    String cipher = CIPHERS.get(combination.value(Aspect.ENCRYPTION));
    String hash = HASHES.get(combination.value(Aspect.INTEGRITY));
    if (cipher == null) {
      return Optional.empty();
    }
    return cipher.startsWith("aes") && !cipher.endsWith("gcm")
        ? Optional.ofNullable(hash).map(word -> cipher + "-" + word)
        : Optional.of(cipher);
  }

  private static String name(Aspect aspect) {
    return switch (aspect) {
      case ENCRYPTION -> "encryption";
      case INTEGRITY -> "integrity";
      case PRF -> "prf";
      case GROUP -> "group";
      case AUTHENTICATION -> "authentication";
      case ENCAPSULATION -> "encapsulation";
      case SEQUENCE_NUMBERS -> "sequence numbers";
    };
  }
}
