package hawser.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.ike.auth.CertificateSignatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `vpn certificate`, `user peer` and `authmethod signature`: what is taken, and one mistake each.
class CertificateConfigurationTest {
  private static final Instant WHILE_VALID = Instant.parse("2027-01-01T00:00:00Z");
  private static final Instant AFTER = Instant.parse("2037-01-01T00:00:00Z");

  @Test
  void everythingIsThereAndWithoutAProblem() throws IOException {
    Configuration.Valid valid = valid(text(), SecretStore.none(), WHILE_VALID);
    assertEquals(List.of(), warnings(valid));
    Configuration configuration = valid.configuration();
    assertEquals(1, configuration.certificates().trust().crls().size());
    CertificateSignatures signatures =
        configuration.phase1s().getFirst().signatures().orElseThrow();
    assertEquals("CN=hub,O=Example", signatures.own().certificate().toString());
    assertEquals(1, signatures.own().chain().size()); // the root is left out
    assertEquals("spoke", signatures.peers().rules().getFirst().name());
    assertEquals(
        configuration.phase1s(),
        valid(text(), SecretStore.none(), WHILE_VALID).configuration().phase1s());
  }

  @Test
  void thePrivateKeyIsNeverShownAndWhatIsShownCanBeReadBack(@TempDir Path state)
      throws IOException {
    SecretStore store = SecretStore.open(state);
    Configuration first = valid(text(), store, WHILE_VALID).configuration();
    store.save();
    Printer printer = new Printer(Schema.fortios(), store, Printer.Detail.SET);
    String shown = printer.all(first.tree());
    assertFalse(shown.contains("PRIVATE KEY"));
    assertTrue(shown.contains("set private-key ENC "));
    assertTrue(shown.contains("-----BEGIN CERTIFICATE-----\n"));
    SecretStore again = SecretStore.open(state);
    assertEquals(first.phase1s(), valid(shown, again, WHILE_VALID).configuration().phase1s());
    String stars = text().replaceAll("(?s)set private-key \"[^\"]*\"", "set private-key *****");
    assertEquals(first.phase1s(), valid(stars, again, WHILE_VALID).configuration().phase1s());
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "set certificate \"hub\"|set certificate \"hubb\"|67|25|hubb|did you mean 'hub'",
        "set certificate \"hub\"||62|10|dialup|add 'set certificate NAME'",
        "set peer \"spoke\"|set peer \"spok\"|69|18|spok|did you mean 'spoke'",
        "set peer \"spoke\"||62|10|dialup|peertype peer needs peer",
        "set peertype peer|set peertype peergrp|62|10|dialup|peertype peergrp needs peergrp",
        "set ike-version 2|set ike-version 1|66|24|signature|ike-version 2",
        "set authmethod signature|set psksecret hawser-secret|68|22|peer|authmethod signature",
        "set certificate \"hub\"|set certificate \"hub\"~set signature-hash-alg sha1|68|24|sha1|SHA-1",
        "set ca \"CA_1\"|set ca \"CA_2\"|51|16|CA_2|did you mean 'CA_1'",
        "set subject \"O=Example\"|set subject \"Example\"|52|21|Example|distinguished name",
        "set member \"spoke\"|set member \"spook\"|58|20|spook|did you mean 'spoke'",
        "set private-key|unset private-key~set comments|19|10|hub|private-key must be set",
        "BEGIN PRIVATE KEY|BEGIN PRIVATE CAY|20|25|private-key|-----END",
        "set ca \"-----BEGIN CERTIFICATE-----|set ca \"-----BEGIN CERTIFICAT-----|4|16|ca|no -----END",
        "MIIBsDCCAVWg|MIIBsDCCAVWh|4|16|ca|does not parse",
        "set crl \"-----BEGIN X509 CRL-----|set crl \"x|41|17|crl|one PEM block",
      })
  void aSingleMistakeIsNamedWithItsPlaceItsWordAndAReason(
      String correct, String wrong, int line, int column, String word, String reason)
      throws IOException {
    String text = text();
    assertTrue(text.contains(correct));
    String broken =
        text.replaceFirst(
            java.util.regex.Pattern.quote(correct),
            java.util.regex.Matcher.quoteReplacement(
                Objects.requireNonNullElse(wrong, "").replace("~", "\n")));
    Configuration.Invalid invalid = invalid(broken, SecretStore.none(), WHILE_VALID);
    assertTrue(
        invalid.problems().stream()
            .anyMatch(p ->
                p.at().line() == line
                    && p.at().column() == column
                    && p.token().equals(word)
                    && p.toString().contains(reason)),
        () -> invalid.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
  }

  @Test
  void anExpiredCertificateIsRefusedWhereItIsSet() throws IOException {
    Problem problem = invalid(text(), SecretStore.none(), AFTER).problems().getFirst();
    assertEquals(25, problem.at().line());
    assertTrue(problem.toString().contains("expired at 2036-"), problem.toString());
  }

  @Test
  void oneThatExpiredWhileItWasInForceIsWarnedOf() throws IOException {
    SecretStore store = SecretStore.none();
    valid(text(), store, WHILE_VALID);
    List<Problem> warnings = warnings(valid(text(), store, AFTER));
    assertEquals(1, warnings.size());
    assertTrue(warnings.getFirst().toString().contains("expired at 2036-"));
  }

  @Test
  void aKeyOfAnotherCertificate() throws IOException {
    String other =
        """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
        -----END PRIVATE KEY-----\
        """; // RFC 8032 section 7.1, test 1
    String text = text().replaceFirst("(?s)-----BEGIN PRIVATE.*?END PRIVATE KEY-----", other);
    Problem problem = invalid(text, SecretStore.none(), WHILE_VALID).problems().getFirst();
    assertTrue(problem.toString().contains("not the certificate's"), problem.toString());
  }

  @Test
  void anImportIsKeptOnlyWhereAllIsValid(@TempDir Path state) throws IOException {
    SecretStore store = SecretStore.open(state);
    Path file = state.resolve("admin.conf");
    String text = text();
    int users = text.indexOf("config user peer");
    Files.writeString(file, text.substring(users));
    ConfigFiles files = new ConfigFiles(List.of(file), state, store);
    Host host = host(WHILE_VALID);
    assertInstanceOf(Configuration.Invalid.class, Configuration.load(files.read(), host, store));
    assertInstanceOf(
        Configuration.Invalid.class, files.add("config vpn certificate ca\nedit x\n", host));
    assertEquals(Optional.empty(), ConfigFiles.imported(state));
    assertInstanceOf(Configuration.Valid.class, files.add(text.substring(0, users), host));
    String kept = Files.readString(ConfigFiles.imported(state).orElseThrow());
    assertFalse(kept.contains("PRIVATE KEY"));
    SecretStore again = SecretStore.open(state);
    Configuration.Loaded loaded =
        Configuration.load(new ConfigFiles(List.of(file), state, again).read(), host, again);
    assertInstanceOf(Configuration.Valid.class, loaded);
  }

  private static List<Problem> warnings(Configuration.Valid valid) {
    return valid.warnings().stream().filter(p -> !p.token().startsWith("ike-version")).toList();
  }

  private static Configuration.Valid valid(String text, SecretStore store, Instant now) {
    Configuration.Loaded loaded = load(text, store, now);
    return assertInstanceOf(Configuration.Valid.class, loaded, loaded::toString);
  }

  private static Configuration.Invalid invalid(String text, SecretStore store, Instant now) {
    return assertInstanceOf(Configuration.Invalid.class, load(text, store, now));
  }

  private static Configuration.Loaded load(String text, SecretStore store, Instant now) {
    return Configuration.load(List.of(new ConfigText("test.conf", text)), host(now), store);
  }

  private static Host host(Instant now) {
    return new Host() {
      @Override
      public Set<String> devices() {
        return Set.of("mgmt1");
      }

      @Override
      public Instant now() {
        return now;
      }
    };
  }

  private static String text() throws IOException {
    return Files.readString(Path.of("src/test/resources/hawser/config/certificates.conf"));
  }
}
