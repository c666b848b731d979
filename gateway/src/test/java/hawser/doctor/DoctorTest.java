package hawser.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DoctorTest {
  @Test
  void aFailureIsPrintedWithTheCommandThatFixesIt() {
    List<Finding> findings =
        List.of(Finding.ok("java", "25"), Finding.failed("tun", "denied", "sudo chmod"));
    assertEquals(
        """
        ok    java                  25
        FAIL  tun                   denied
                                    fix: sudo chmod
        """,
        Doctor.text(findings));
  }

  @Test
  void jsonEscapesWhatItQuotes() {
    List<Finding> findings = List.of(Finding.failed("x", "a \"b\"\n\\c", "d"));
    assertEquals(
        """
        {"ok":false,"checks":[
          {"name":"x","ok":false,"detail":"a \\"b\\"\\u000a\\\\c","fix":"d"}
        ]}
        """,
        Doctor.json(findings));
  }

  @Test
  void aPortThatSomebodyHoldsFails() throws Exception {
    try (DatagramSocket taken = new DatagramSocket(0)) {
      Finding finding = Host.port(taken.getLocalPort());
      assertEquals(Finding.Outcome.FAILED, finding.outcome());
      assertTrue(finding.fix().contains(String.valueOf(taken.getLocalPort())), finding.fix());
    }
  }

  @Test
  void aBrokenConfigurationIsAFailureWithItsProblems(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("a.conf"), "config system globl\nend\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status =
        Doctor.run(
            List.of(file), Doctor.Format.TEXT, new PrintStream(out, true, StandardCharsets.UTF_8));
    String text = out.toString(StandardCharsets.UTF_8);
    assertEquals(1, status);
    assertTrue(text.contains("a.conf:1:"), text);
    assertTrue(text.contains("fix: ./hawser check-config " + file), text);
  }
}
