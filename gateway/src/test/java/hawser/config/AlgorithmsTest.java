package hawser.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the RFCs forbid is refused where it stands, with the reason.
class AlgorithmsTest {
  private static final String TEXT =
      """
      config vpn ipsec phase1-interface
          edit "a"
              set interface "wan1"
              set remote-gw 192.0.2.1
              set psksecret some-secret
              set proposal aes256-sha256
              set dhgrp 14
              set mode main
          next
      end
      config vpn ipsec phase2-interface
          edit "a"
              set phase1name "a"
              set proposal aes256-sha256
              set dhgrp 14
          next
      end
      """;

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "set proposal aes256-sha256|set proposal des-sha1|6|DES MUST NOT",
        "set proposal aes256-sha256|set proposal 3des-sha256|6|3DES",
        "set proposal aes256-sha256|set proposal aes128-md5|6|MD5 MUST NOT",
        "set dhgrp 14|set dhgrp 1|7|RFC 8247",
      })
  void aForbiddenAlgorithmIsNamedWithItsReason(String from, String to, int line, String reason) {
    Problem problem = onlyError(TEXT.replaceFirst(from, to));
    assertEquals(line, problem.at().line());
    assertTrue(problem.message().contains(reason), problem.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null-sha256|does not encrypt",
        "aes128-null|RFC 8221 section 4",
        "des-null|DES MUST NOT",
      })
  void aForbiddenPhase2ProposalIsNamedWithItsReason(String word, String reason) {
    int second = TEXT.lastIndexOf("aes256-sha256");
    String text = TEXT.substring(0, second) + word + TEXT.substring(second + 13);
    Problem problem = onlyError(text);
    assertEquals(14, problem.at().line());
    assertEquals(22, problem.at().column());
    assertTrue(problem.message().contains(reason), problem.toString());
  }

  @ParameterizedTest
  @CsvSource({"2", "5", "14 15 16 17 18", "27 28 29 30", "32", "19 20 21 31"})
  void everyOtherGroupIsTaken(String groups) {
    Configuration.Valid valid =
        assertInstanceOf(
            Configuration.Valid.class, load(TEXT.replaceFirst("dhgrp 14", "dhgrp " + groups)));
    List<Integer> expected = List.of(groups.split(" ")).stream().map(Integer::valueOf).toList();
    assertEquals(expected, valid.configuration().phase1s().getFirst().groups());
    boolean weak = groups.equals("2") || groups.equals("5");
    assertEquals(weak, valid.warnings().stream().anyMatch(p -> p.message().contains("SHOULD NOT")));
  }

  @Test
  void aggressiveModeIsWarnedOf() {
    Configuration.Valid valid =
        assertInstanceOf(
            Configuration.Valid.class, load(TEXT.replaceFirst("mode main", "mode aggressive")));
    assertEquals(1, valid.warnings().size());
    assertEquals(8, valid.warnings().getFirst().at().line());
    assertTrue(valid.configuration().phase1s().getFirst().version1().aggressive());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set xauthtype client|authusr and authpasswd",
        "set xauthtype auto|authusrgrp must be set",
        "set peertype one|peerid must be set",
        "set xauthtype chap|CHAP",
      })
  void whatNeedsMoreSaysSo(String setting, String reason) {
    Problem problem = onlyError(TEXT.replaceFirst("set mode main", setting));
    assertEquals(8, problem.at().line());
    assertTrue(problem.message().contains(reason), problem.toString());
  }

  @Test
  void usersComeFromTheGroupAndNoPasswordIsShown() {
    String users =
        """
        config user local
            edit "alice"
                set type password
                set passwd wonderland
            next
        end
        config user group
            edit "staff"
                set member "alice"
            next
        end
        """;
    String text =
        users
            + TEXT.replaceFirst(
                "set mode main", "set xauthtype auto\n        set authusrgrp \"staff\"");
    Configuration configuration =
        assertInstanceOf(Configuration.Valid.class, load(text)).configuration();
    assertEquals(Set.of("alice"), configuration.phase1s().getFirst().version1().users().keySet());
    SecretStore secrets = SecretStore.none();
    Tree tree =
        assertInstanceOf(
                Configuration.Valid.class,
                Configuration.load(
                    List.of(new ConfigText("t", text)), () -> Set.of("wan1"), secrets))
            .configuration()
            .tree();
    String shown = new Printer(Schema.fortios(), secrets, Printer.Detail.FULL).all(tree);
    assertTrue(shown.contains("set passwd ENC "), shown);
    assertTrue(!shown.contains("wonderland"), shown);
    Problem unknown = onlyError(text.replace("set member \"alice\"", "set member \"alicia\""));
    assertTrue(unknown.hint().contains("alice"), unknown.toString());
  }

  private static Problem onlyError(String text) {
    List<Problem> errors =
        assertInstanceOf(Configuration.Invalid.class, load(text)).problems().stream()
            .filter(Problem::isError)
            .filter(p -> !p.message().startsWith("no proposal") && !p.message().startsWith("no DH"))
            .toList();
    assertEquals(1, errors.size(), errors.toString());
    return errors.getFirst();
  }

  private static Configuration.Loaded load(String text) {
    return Configuration.load(
        List.of(new ConfigText("test.conf", text)), () -> Set.of("wan1"), SecretStore.none());
  }
}
