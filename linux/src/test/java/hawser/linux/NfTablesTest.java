package hawser.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class NfTablesTest {
  @RootTest
  void a_ruleset_is_applied_and_can_be_listed() throws Throwable {
    Namespace.run(() -> {
      NfTables.apply(
          """
          table inet hawser {
            chain forward {
              type filter hook forward priority 0; policy drop;
              udp dport 4500 accept
            }
          }
          """);
      String listed = NfTables.run("list table inet hawser");
      assertTrue(listed.contains("udp dport 4500 accept"), listed);
      assertEquals("", NfTables.run("delete table inet hawser"));
      assertEquals("", NfTables.run("list ruleset"));
    });
  }

  @RootTest
  void a_syntax_error_is_quoted() throws Throwable {
    Namespace.run(() -> {
      OsException e =
          assertThrows(OsException.class, () -> NfTables.apply("add chian inet hawser x"));
      assertEquals(
          """
          nft apply: Error: syntax error, unexpected inet, expecting string
          add chian inet hawser x
                    ^^^^\
          """,
          e.getMessage());
    });
  }

  @RootTest
  void nothing_is_applied_when_one_command_is_wrong() throws Throwable {
    Namespace.run(() -> {
      String commands = "add table inet hawser\nadd chain inet absent x\n";
      OsException e = assertThrows(OsException.class, () -> NfTables.apply(commands));
      assertTrue(e.getMessage().contains("No such file or directory"), e.getMessage());
      assertEquals("", NfTables.run("list ruleset"));
    });
  }
}
