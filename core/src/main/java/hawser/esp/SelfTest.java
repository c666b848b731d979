package hawser.esp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Known answers for one engine and suite, before it gets a packet. A batch wider than any engine's
/// lanes is opened, with one forged packet in it; then the clear text is sealed in such a batch and
/// opened again by what was just found right.
final class SelfTest {
  private static final int BATCH = 17;
  private static final int FORGED = 7;
  private static final int SLOT = 256;

  private final Engine engine;
  private final EspSuite suite;
  private final SequenceNumbers numbers;
  private final KnownAnswers.Answer answer;
  private final MemorySegment m = Arena.ofAuto().allocate((long) BATCH * SLOT, 64);
  private final boolean[] authentic = new boolean[BATCH];

  private SelfTest(Engine engine, EspSuite suite, SequenceNumbers numbers) {
    this.engine = engine;
    this.suite = suite;
    this.numbers = numbers;
    this.answer = KnownAnswers.of(suite, numbers);
  }

  /// Runs on the thread that the engine belongs to, or before there is one.
  static boolean passes(Engine engine, EspSuite suite) {
    for (SequenceNumbers numbers : SequenceNumbers.values()) {
      SelfTest test = new SelfTest(engine, suite, numbers);
      if (!test.opens() || !test.opensWhatItSeals()) {
        return false;
      }
    }
    return true;
  }

  private boolean opens() {
    for (int i = 0; i < BATCH; i++) {
      put(answer.packet(), slot(i));
    }
    byte[] last = answer.packet().toArray();
    int end = last.length - 1;
    m.set(JAVA_BYTE, slot(FORGED) + end, (byte) (last[end] ^ 1));
    open();
    for (int i = 0; i < BATCH; i++) {
      boolean right = i == FORGED ? !authentic[i] : authentic[i] && isClear(i);
      if (!right) {
        return false;
      }
    }
    return true;
  }

  private boolean opensWhatItSeals() {
    m.fill((byte) 0);
    int length = answer.clear().length();
    MemorySegment clear = Arena.ofAuto().allocate(SLOT, 64);
    MemorySegment.copy(MemorySegment.ofArray(answer.clear().toArray()), 0, clear, 0, length);
    try (EspCipher cipher = cipher(Engine.Direction.OUTBOUND)) {
      for (int i = 0; i < BATCH; i++) {
        put(answer.packet().slice(0, 4), slot(i));
        Net.put32(m, slot(i) + 4, i + 1); // no two alike: the IV may not repeat
        cipher.seal(clear, 0, m, slot(i), length, answer.high());
      }
      cipher.finish();
    }
    for (int i = 0; i < BATCH; i++) {
      if (isClear(i)) {
        return false;
      }
    }
    open();
    for (int i = 0; i < BATCH; i++) {
      if (!authentic[i] || !isClear(i)) {
        return false;
      }
    }
    return true;
  }

  private void open() {
    try (EspCipher cipher = cipher(Engine.Direction.INBOUND)) {
      for (int i = 0; i < BATCH; i++) {
        cipher.open(m, slot(i), answer.clear().length(), answer.high(), authentic, i);
      }
      cipher.finish();
    }
  }

  private EspCipher cipher(Engine.Direction direction) {
    try (Secret keys = Secret.adopt(answer.keys().toArray())) {
      return engine.cipher(suite, keys, numbers, direction);
    }
  }

  private boolean isClear(int index) {
    long from = slot(index) + suite.headerLength();
    MemorySegment clear = MemorySegment.ofArray(answer.clear().toArray());
    return m.asSlice(from, clear.byteSize()).mismatch(clear) < 0;
  }

  private void put(Octets octets, long at) {
    MemorySegment.copy(MemorySegment.ofArray(octets.toArray()), 0, m, at, octets.length());
  }

  private static long slot(int index) {
    return (long) index * SLOT;
  }
}
