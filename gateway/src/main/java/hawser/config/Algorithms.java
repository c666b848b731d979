package hawser.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Which proposals and groups can be used. What the RFCs forbid is refused where it stands, with
/// the reason; what Hawser has not is left out, with a warning.
final class Algorithms {
  private static final Set<String> ENCRYPTIONS = Set.of("aes128", "aes192", "aes256");
  private static final Set<String> HASHES = Set.of("sha1", "sha256", "sha384", "sha512");
  private static final Set<String> AEADS = Set.of("aes128gcm", "aes256gcm", "chacha20poly1305");
  private static final Set<Integer> GROUPS =
      Set.of(2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 27, 28, 29, 30, 31, 32);

  private final List<Problem> problems;

  Algorithms(List<Problem> problems) {
    this.problems = problems;
  }

  /// The proposals of a phase 1; an AEAD for an IKE SA of version 2 comes with a PRF (RFC 5282
  /// section 7).
  List<String> phase1(Fields f) {
    boolean version2 = f.word("ike-version").equals("2");
    return usable(f, word -> isPair(word) || version2 && isAeadWithPrf(word));
  }

  private static boolean isAeadWithPrf(String word) {
    int prf = word.indexOf("-prf");
    return prf > 0
        && AEADS.contains(word.substring(0, prf))
        && HASHES.contains(word.substring(prf + "-prf".length()));
  }

  /// The proposals of a phase 2.
  List<String> phase2(Fields f) {
    return usable(f, word -> isPair(word) || AEADS.contains(word));
  }

  List<Integer> groups(Fields f) {
    for (Tree.Word word : f.written("dhgrp")) {
      switch (word.text()) {
        case "1" ->
            problems.add(
                Problem.error(
                    word.at(),
                    "1",
                    "a group that MUST NOT be used (RFC 8247 section 2.4, RFC 9395 section 3)",
                    "14 or more"));
        case "2", "5" ->
            problems.add(
                Problem.warning(
                    word.at(), word.text(), "a group that SHOULD NOT be used (RFC 8247)"));
        default -> {}
      }
    }
    List<Integer> groups =
        f.words("dhgrp").stream().map(Integer::valueOf).filter(GROUPS::contains).toList();
    if (groups.isEmpty()) {
      unusable(f, "dhgrp", "no DH group that is supported", "for instance 14 19 31");
    }
    return groups;
  }

  private List<String> usable(Fields f, Predicate<String> isSupported) {
    List<String> usable = new ArrayList<>();
    for (Tree.Word word : f.written("proposal")) {
      Optional<String> reason = forbidden(word.text());
      if (reason.isPresent()) {
        problems.add(
            Problem.error(word.at(), word.text(), reason.get(), "for instance aes256-sha256"));
      } else if (!isSupported.test(word.text())) {
        problems.add(Problem.warning(word.at(), word.text(), "proposal is not supported; ignored"));
      }
    }
    for (String word : f.words("proposal")) {
      if (isSupported.test(word)) {
        usable.add(word);
      }
    }
    if (usable.isEmpty()) {
      unusable(f, "proposal", "no proposal that is supported", "for instance aes256-sha256");
    }
    return usable;
  }

  private static Optional<String> forbidden(String proposal) {
    int dash = proposal.indexOf('-');
    String encryption = dash < 0 ? proposal : proposal.substring(0, dash);
    String integrity = dash < 0 ? "" : proposal.substring(dash + 1);
    if (encryption.equals("des")) {
      return Optional.of("DES MUST NOT be used (RFC 8247 section 2.1, RFC 8221 section 5)");
    }
    if (encryption.equals("3des")) {
      return Optional.of("3DES has blocks of 64 bits and SHOULD NOT be used (RFC 8221 section 5)");
    }
    if (integrity.equals("md5")) {
      return Optional.of("MD5 MUST NOT be used (RFC 8247 section 2.3, RFC 8221 section 6)");
    }
    if (integrity.equals("null")) {
      return Optional.of("encryption without integrity MUST NOT be used (RFC 8221 section 4)");
    }
    return encryption.equals("null")
        ? Optional.of("null does not encrypt: everybody on the way could read (RFC 2410)")
        : Optional.empty();
  }

  private static boolean isPair(String proposal) {
    int dash = proposal.indexOf('-');
    return dash > 0
        && ENCRYPTIONS.contains(proposal.substring(0, dash))
        && HASHES.contains(proposal.substring(dash + 1));
  }

  private void unusable(Fields f, String option, String message, String hint) {
    Position at = f.entry().setting(option).map(Tree.Setting::at).orElse(f.at());
    problems.add(Problem.error(at, option, message, hint));
  }
}
