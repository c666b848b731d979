package hawser.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  private static final Host HOST = () -> Set.of("lo", "mgmt1", "port27", "port9");

  @Test
  void thePagesHubLoadsWithoutAProblem() throws IOException {
    Configuration.Valid valid =
        assertInstanceOf(Configuration.Valid.class, load(page(), SecretStore.none()));
    assertEquals(List.of(), valid.warnings());
    Configuration configuration = valid.configuration();
    assertEquals(List.of("server1", "server2"), configuration.aggregates().getFirst().members());
    assertEquals("round-robin", configuration.aggregates().getFirst().algorithm());
    assertEquals(60, configuration.phase1s().getFirst().dpdRetryInterval().toSeconds());
    assertTrue(configuration.policyNames("server"));
  }

  @Test
  void thePagesClientLoadsWithItsLocation() throws IOException {
    String text = Files.readString(Path.of("../lab/demo/fgt-a.conf"));
    Configuration.Valid valid =
        assertInstanceOf(Configuration.Valid.class, load(text, SecretStore.none()));
    assertEquals(IpAddress.parse("1.1.1.1"), valid.configuration().locationId());
    assertEquals(
        IpAddress.parse("173.1.1.1"), valid.configuration().phase1s().get(1).remoteGateway());
  }

  /// One mistake each: what is replaced, by what, and the line, column, word and hint that must be
  /// named.
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "config vpn ipsec phase1-interface|config vpn ipsec phase1-interfac|2|8|vpn ipsec phase1-interfac|vpn ipsec phase1-interface",
        "config system ipsec-aggregate|config system ipsec-agregate|36|8|system ipsec-agregate|system ipsec-aggregate",
        "config firewall policy|config firewal policy|41|8|firewal policy|firewall policy",
        "set type dynamic|set typ dynamic|4|13|typ|type",
        "set type dynamic|set type dynamc|4|18|dynamc|dynamic",
        "set type dynamic|sett type dynamic|4|9|sett|set",
        "set interface \"mgmt1\"|set interfaces \"mgmt1\"|5|13|interfaces|interface",
        "set interface \"mgmt1\"||3|10|server1|interface",
        "set peertype any|set peertype anny|6|22|anny|any",
        "set net-device disable|set net-device enable|37|20|server1|net-device disable",
        "set net-device disable|set net-device off|7|24|off|valid: enable, disable",
        "set aggregate-member enable|set aggregate-member disable|37|20|server1|aggregate-member enable",
        "set aggregate-member enable|set aggregate-membr enable|8|13|aggregate-membr|aggregate-member",
        "set proposal aes128-sha256|set proposal aes128-sha265|9|22|aes128-sha265|aes128-sha256",
        "set dpd on-idle|set dpd onidle|10|17|onidle|on-idle",
        "set psksecret hawser-demo-secret|set psksecret ab|11|23|psksecret|6 octets",
        "set psksecret hawser-demo-secret|set psksecret **********|11|23|**********|clear text once",
        "set psksecret hawser-demo-secret||3|10|server1|psksecret",
        "set dpd-retryinterval 60|set dpd-retryinterval sixty|12|31|sixty|from 1 to 3600",
        "set dpd-retryinterval 60|set dpd-retryinterval 99999|12|31|99999|from 1 to 3600",
        "set dpd-retryinterval 60|set keylife 119|12|21|119|from 120 to 172800",
        "set phase1name \"server1\"|set phase1name \"sever1\"|29|24|sever1|server1",
        "edit \"server2\"|edit \"server1\"|14|10|server1|edited twice",
        "edit \"server2\"|edit \"a-name-that-is-too-long\"|14|10|a-name-that-is-too-long|at most 15",
        "set member \"server1\" \"server2\"|set member \"server1\" \"server3\"|38|30|server3|server1",
        "set member \"server1\" \"server2\"|set member \"server1\" \"server1\"|38|30|server1|duplicate",
        "set srcintf \"server\"|set srcintf \"sever\"|43|21|sever|server",
        "set srcintf \"server\"|set srcintf \"server1\"|43|21|server1|name the aggregate",
        "set srcaddr \"all\"|set srcaddr \"al\"|45|21|al|all",
        "set srcaddr \"all\"|set srcaddr \"all|45|21|all|close it",
        "set action accept|set action acept|47|20|acept|accept",
        "set schedule \"always\"|set schedule \"alway\"|48|22|alway|always",
        "set service \"ALL\"|set service \"AL\"|49|21|AL|ALL",
        "edit 1|edit one|42|10|one|from 0",
        "edit 1|edit|42|5|edit|needs a name",
      })
  void aSingleMistakeIsNamedWithItsPlaceItsWordAndAHint(
      String from, String to, int line, int column, String word, String hint) throws IOException {
    String text = page();
    int at = text.indexOf(from);
    assertTrue(at >= 0, from);
    String broken =
        text.substring(0, at) + (to == null ? "" : to) + text.substring(at + from.length());
    int shift = broken.lines().toList().get(0).startsWith("#") ? 0 : 1;
    Configuration.Invalid invalid =
        assertInstanceOf(Configuration.Invalid.class, load(broken, SecretStore.none()));
    boolean named =
        invalid.problems().stream()
            .anyMatch(p ->
                p.isError()
                    && Math.abs(p.at().line() - line) <= shift + 1
                    && p.at().column() == column
                    && p.token().contains(word)
                    && p.toString().contains(hint));
    assertTrue(named, invalid.problems().toString());
  }

  @Test
  void anUnclosedBlockIsNamedWhereItBegan() throws IOException {
    String text = page();
    Configuration.Invalid invalid =
        assertInstanceOf(
            Configuration.Invalid.class,
            load(text.substring(0, text.lastIndexOf("end")), SecretStore.none()));
    assertTrue(invalid.problems().getFirst().toString().contains("block is not closed"));
  }

  @Test
  void starsKeepTheStoredSecretAndShowNeverPrintsIt(@TempDir Path state) throws IOException {
    SecretStore first = SecretStore.open(state);
    assertInstanceOf(Configuration.Valid.class, load(page(), first));
    first.save();
    String stars = page().replace("hawser-demo-secret", "**********");
    SecretStore later = SecretStore.open(state);
    Configuration.Valid valid = assertInstanceOf(Configuration.Valid.class, load(stars, later));
    String shown =
        new Printer(Schema.fortios(), later, Printer.Detail.SET).all(valid.configuration().tree());
    assertFalse(shown.contains("hawser-demo-secret"));
    assertTrue(shown.contains("set psksecret ENC "));
    Configuration.Valid again =
        assertInstanceOf(Configuration.Valid.class, load(shown, SecretStore.open(state)));
    assertEquals(valid.configuration().phase1s(), again.configuration().phase1s());
    assertFalse(Files.readString(state.resolve("secrets")).contains("hawser-demo-secret"));
    String moved = shown.replace("edit \"server1\"", "edit \"server9\"");
    assertInstanceOf(Configuration.Invalid.class, load(moved, SecretStore.open(state)));
  }

  @Test
  void anOptionThatIsKnownButNotActedOnIsKeptAndWarnedOfOnce() throws IOException {
    String text =
        page().replaceFirst("set dpd on-idle", "set dpd on-idle\n        set fec-egress enable");
    Configuration.Valid valid =
        assertInstanceOf(Configuration.Valid.class, load(text, SecretStore.none()));
    assertEquals(1, valid.warnings().size());
    assertTrue(valid.warnings().getFirst().toString().contains("fec-egress"));
    String shown =
        new Printer(Schema.fortios(), SecretStore.none(), Printer.Detail.SET)
            .all(valid.configuration().tree());
    assertTrue(shown.contains("set fec-egress enable"));
  }

  @Test
  void preferringUdpWithoutNatTraversalIsWarnedOf() throws IOException {
    String preferring =
        page()
            .replaceFirst(
                "set dpd on-idle", "set dpd on-idle\n        set esp-encapsulation prefer-udp");
    assertEquals(
        List.of(),
        assertInstanceOf(Configuration.Valid.class, load(preferring, SecretStore.none()))
            .warnings());
    String text = preferring.replaceFirst("set esp", "set nattraversal disable\n        set esp");
    Configuration.Valid valid =
        assertInstanceOf(Configuration.Valid.class, load(text, SecretStore.none()));
    assertEquals(1, valid.warnings().size());
    assertTrue(valid.warnings().getFirst().toString().contains("prefer-udp"));
  }

  @ParameterizedTest
  @CsvSource({"seconds, 600, 0", "kbs, 28800, 9000", "both, 600, 9000"})
  void aKeylifeIsInSecondsInKilobytesOrInBoth(String type, long seconds, long kilobytes)
      throws IOException {
    String text =
        page()
            .replaceFirst(
                "set phase1name \"server1\"",
                "$0\n        set keylife-type %s\n        set keylifeseconds 600\n        set keylifekbs 9000"
                    .formatted(type));
    Configuration.Valid valid =
        assertInstanceOf(Configuration.Valid.class, load(text, SecretStore.none()));
    assertEquals(List.of(), valid.warnings());
    Phase2 phase2 = valid.configuration().phase2s().getFirst();
    assertEquals(seconds, phase2.keylife().toSeconds());
    assertEquals(kilobytes, phase2.keylifeKilobytes());
  }

  @Test
  void theSchemaKnowsEveryOptionOfTheTables() {
    int ours = 1; // esp-encapsulation
    assertEquals(
        199 + ours, Schema.fortios().require("vpn ipsec phase1-interface").options().size());
    assertEquals(52, Schema.fortios().require("vpn ipsec phase2-interface").options().size());
    assertEquals(142, Schema.fortios().require("system settings").options().size());
    assertEquals(252, Schema.fortios().require("system global").options().size());
    assertEquals(22, Schema.fortios().require("router static").options().size());
    assertEquals(3, Schema.fortios().require("system ipsec-aggregate").options().size());
  }

  @Test
  void damagedTextNeverThrows() throws IOException {
    String text = page();
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      StringBuilder damaged = new StringBuilder(text);
      for (int i = 0; i < 5; i++) {
        int at = random.nextInt(damaged.length());
        switch (random.nextInt(3)) {
          case 0 -> damaged.setCharAt(at, (char) random.nextInt(256));
          case 1 -> damaged.deleteCharAt(at);
          default -> damaged.insert(at, "\"\\\n #".charAt(random.nextInt(5)));
        }
      }
      Configuration.Loaded loaded = load(damaged.toString(), SecretStore.none());
      assertTrue(loaded instanceof Configuration.Valid || loaded instanceof Configuration.Invalid);
    }
  }

  private static Configuration.Loaded load(String text, SecretStore secrets) {
    return Configuration.load(List.of(new ConfigText("hub.conf", text)), HOST, secrets);
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../lab/demo/fgt-b.conf"));
  }
}
