package hawser.esp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An engine that gives wrong answers does not serve.
class EngineChoiceTest {
  enum Fault {
    ACCEPTS_FORGED,
    REFUSES_ALL,
    LEAVES_CLEAR,
    FORGETS_HIGH_HALF
  }

  @Test
  void the_jdk_passes_every_suite() {
    List<String> complaints = new ArrayList<>();
    new EngineChoice(List.of(new JdkEngine()), complaints::add);
    assertEquals(List.of(), complaints);
  }

  @ParameterizedTest
  @EnumSource
  void a_faulty_suite_is_declined_with_a_line_and_the_next_engine_serves(Fault fault) {
    List<String> complaints = new ArrayList<>();
    Engine faulty = new Faulty(fault);
    Engine jdk = new JdkEngine();
    EngineChoice choice = new EngineChoice(List.of(faulty, jdk), complaints::add);
    assertEquals(3, complaints.size());
    assertEquals("faulty: AES_GCM_16-128 gives wrong answers: declined", complaints.getFirst());
    for (EspSuite suite : EspSuite.all()) {
      assertSame(Faulty.breaks(suite) ? jdk : faulty, choice.of(suite), suite.text());
    }
  }

  /// The JDK's engine with a fault in AES-GCM.
  private record Faulty(Fault fault) implements Engine {
    static boolean breaks(EspSuite suite) {
      return suite.encryption() == Encryption.AES_GCM_16;
    }

    @Override
    public String name() {
      return "faulty";
    }

    @Override
    public EspCipher cipher(
        EspSuite suite, Secret keys, SequenceNumbers sequence, Direction direction) {
      EspCipher right = new JdkEngine().cipher(suite, keys, sequence, direction);
      return breaks(suite) ? new FaultyCipher(right, fault) : right;
    }
  }

  private record FaultyCipher(EspCipher right, Fault fault) implements EspCipher {
    @Override
    public void seal(
        MemorySegment source,
        long from,
        MemorySegment out,
        long packet,
        int length,
        long highSequence) {
      right.seal(source, from, out, packet, length, highSequence);
      if (fault == Fault.LEAVES_CLEAR) {
        MemorySegment.copy(source, from, out, packet + 16, length);
      }
    }

    @Override
    public void open(
        MemorySegment m,
        long packet,
        int length,
        long highSequence,
        boolean[] authentic,
        int index) {
      long high = fault == Fault.FORGETS_HIGH_HALF ? 0 : highSequence;
      right.open(m, packet, length, high, authentic, index);
      authentic[index] |= fault == Fault.ACCEPTS_FORGED;
      authentic[index] &= fault != Fault.REFUSES_ALL;
    }

    @Override
    public void finish() {
      right.finish();
    }

    @Override
    public void close() {
      right.close();
    }
  }

  @Test
  void closing_reaches_the_engine_that_serves() {
    EspSuite suite = EspSuite.aead(Encryption.CHACHA20_POLY1305, 256);
    Engine choice = new EngineChoice(List.of(new JdkEngine()), line -> {});
    EspCipher cipher =
        choice.cipher(suite, Keys.keys(suite), SequenceNumbers.SHORT, Engine.Direction.OUTBOUND);
    assertTrue(cipher instanceof JdkAead);
    cipher.close();
  }
}
