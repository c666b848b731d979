package hawser.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.esp.Engine;
import hawser.esp.EngineChoice;
import hawser.esp.EngineException;
import hawser.esp.EspCipher;
import hawser.esp.JdkEngine;
import hawser.esp.SequenceNumbers;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is declined, with what words; and what the engine refuses.
class IpsecMbTest {
  static List<EspSuite> suites() {
    return EspSuite.all();
  }

  @Test
  void a_missing_library_is_declined() {
    assertEquals(
        "ipsec-mb: libNoSuchThing.so.1 not found (package libipsec-mb1)",
        declined("libNoSuchThing.so.1"));
  }

  @Test
  void another_library_is_declined() {
    assertEquals("ipsec-mb: libc.so.6 has no imb_get_version_str", declined("libc.so.6"));
  }

  @Test
  void an_unknown_version_is_declined(@TempDir Path directory) throws IOException {
    Path changed = directory.resolve("libIPSec_MB.so.9");
    byte[] library = Files.readAllBytes(installed());
    String text = new String(library, StandardCharsets.ISO_8859_1);
    Files.write(
        changed,
        text.replace("\u00001.3.0\u0000", "\u00001.9.7\u0000")
            .getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        "ipsec-mb: " + changed + " is version 1.9.7, known is 1.3.0", declined(changed.toString()));
  }

  @Test
  void every_suite_passes_its_known_answers() {
    List<String> complaints = new ArrayList<>();
    Engine mb = Library.load().engine();
    EngineChoice choice = new EngineChoice(List.of(mb, new JdkEngine()), complaints::add);
    assertEquals(List.of(), complaints);
    for (EspSuite suite : EspSuite.all()) {
      assertEquals(mb, choice.of(suite));
    }
  }

  @ParameterizedTest
  @MethodSource("suites")
  void memory_that_is_not_the_packets_is_refused(EspSuite suite) {
    Engine engine = Library.load().engine();
    Secret keys = Secret.adopt(new byte[suite.keyMaterialLength()]);
    EspCipher cipher = engine.cipher(suite, keys, SequenceNumbers.SHORT, Engine.Direction.OUTBOUND);
    MemorySegment small = Arena.ofAuto().allocate(100, 64);
    MemorySegment heap = MemorySegment.ofArray(new byte[200]);
    assertThrows(IndexOutOfBoundsException.class, () -> cipher.seal(small, 0, small, 0, 96, 0));
    assertThrows(IllegalArgumentException.class, () -> cipher.seal(heap, 0, heap, 0, 32, 0));
    assertThrows(
        IndexOutOfBoundsException.class, () -> cipher.open(small, 8, 64, 0, new boolean[1], 0));
    cipher.finish();
  }

  @Test
  void keys_are_zero_when_their_cipher_is_closed() {
    KeyMemory memory = new KeyMemory();
    MemorySegment block = memory.take();
    block.fill((byte) 1);
    memory.giveBack(block);
    assertEquals(block, memory.take());
    for (long i = 0; i < KeyMemory.BLOCK; i++) {
      assertEquals(0, block.get(ValueLayout.JAVA_BYTE, i));
    }
  }

  private static String declined(String file) {
    EngineException e = assertThrows(EngineException.class, () -> IpsecMb.load(file));
    return String.valueOf(e.getMessage());
  }

  private static Path installed() throws IOException {
    Library.load();
    try (Stream<Path> files =
        Files.find(
            Path.of("/usr/lib"),
            2,
            (path, attributes) -> path.getFileName().toString().equals("libIPSec_MB.so.1"))) {
      return files.findFirst().orElseGet(() -> Assumptions.abort("not below /usr/lib"));
    }
  }
}
