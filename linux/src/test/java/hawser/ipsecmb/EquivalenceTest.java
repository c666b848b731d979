package hawser.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Integrity;
import hawser.esp.Drop;
import hawser.esp.Engine;
import hawser.esp.InboundSa;
import hawser.esp.JdkEngine;
import hawser.esp.OutboundSa;
import hawser.esp.SequenceNumbers;
import hawser.net.Net;
import hawser.net.TrafficSelector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What one engine seals the other opens, in batches, and a changed packet is refused at its own
/// place only.
class EquivalenceTest {
  private static final int SLOT = 2048;
  private static final int MOST = 150; // more than the engine holds back unasked
  private static final int STEP = 13;

  private final MemorySegment wire = Arena.ofAuto().allocate((long) MOST * SLOT, 64);
  private final MemorySegment inner = Arena.ofAuto().allocate((long) MOST * SLOT, 64);
  private final int[] lengths = new int[MOST];
  private final int[] sealed = new int[MOST];
  private final boolean[] authentic = new boolean[MOST];

  static List<EspSuite> suites() {
    return EspSuite.all();
  }

  @ParameterizedTest
  @MethodSource("suites")
  void every_length_and_batch_size_goes_through(EspSuite suite) {
    Engine mb = Library.load().engine();
    Engine jdk = new JdkEngine();
    for (SequenceNumbers numbers : SequenceNumbers.values()) {
      for (List<Engine> pair : List.of(List.of(mb, jdk), List.of(jdk, mb), List.of(mb, mb))) {
        Pair sas = new Pair(suite, numbers, pair.get(0), pair.get(1));
        if (numbers == SequenceNumbers.EXTENDED) {
          sas.wrapSoon();
        }
        Random random = new Random(7);
        int length = 40;
        for (int batch = 1; length <= 1500; batch = batch % 40 + 1) {
          for (int i = 0; i < batch; i++) {
            lengths[i] = Math.min(length, 1500);
            length += STEP;
          }
          exchange(sas, batch, random, -1);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("suites")
  void a_changed_octet_is_refused_at_its_own_place(EspSuite suite) {
    for (SequenceNumbers numbers : SequenceNumbers.values()) {
      Pair sas = new Pair(suite, numbers, new JdkEngine(), Library.load().engine());
      Random random = new Random(11);
      for (int batch = 1; batch <= 40; batch += 3) {
        for (int i = 0; i < batch; i++) {
          lengths[i] = 40 + random.nextInt(1460);
        }
        exchange(sas, batch, random, random.nextInt(batch));
      }
    }
  }

  @Test
  void more_packets_than_the_library_queues_are_finished_unasked() {
    EspSuite suite = EspSuite.of(Encryption.AES_CBC, 128, Integrity.HMAC_SHA1_96);
    Engine mb = Library.load().engine();
    Arrays.fill(lengths, 100);
    exchange(new Pair(suite, SequenceNumbers.EXTENDED, mb, mb), MOST, new Random(3), 140);
  }

  @Test
  void packets_of_different_suites_share_a_batch() {
    Engine mb = Library.load().engine();
    List<Pair> all =
        Stream.of(128, 256)
            .flatMap(bits ->
                Stream.of(Integrity.values())
                    .map(integrity -> EspSuite.of(Encryption.AES_CBC, bits, integrity)))
            .map(suite -> new Pair(suite, SequenceNumbers.EXTENDED, mb, mb))
            .toList();
    for (int round = 0; round < 5; round++) {
      Random random = new Random(round);
      for (int i = 0; i < all.size(); i++) {
        lengths[i] = 40 + random.nextInt(1460);
        seal(all.get(i), i, random);
      }
      mbFinish(all);
      for (int i = 0; i < all.size(); i++) {
        begin(all.get(i), i);
      }
      mbFinish(all);
      for (int i = 0; i < all.size(); i++) {
        assertEquals(lengths[i], complete(all.get(i), i));
      }
    }
  }

  @Test
  void initialization_vectors_of_cbc_do_not_repeat() {
    EspSuite suite = EspSuite.of(Encryption.AES_CBC, 128, Integrity.HMAC_SHA1_96);
    Set<Long> seen = new HashSet<>();
    lengths[0] = 40;
    for (int sa = 0; sa < 2; sa++) {
      Engine mb = Library.load().engine();
      Pair pair = new Pair(suite, SequenceNumbers.SHORT, mb, mb);
      for (int i = 0; i < 200; i++) {
        seal(pair, 0, new Random(1));
        pair.out.finish();
        assertTrue(seen.add(Net.i64(wire, 8)));
        assertTrue(seen.add(Net.i64(wire, 16)));
      }
    }
  }

  /// Seals a batch and opens it, with one packet changed unless `forged` is negative.
  private void exchange(Pair sas, int batch, Random random, int forged) {
    for (int i = 0; i < batch; i++) {
      seal(sas, i, random);
    }
    sas.out.finish();
    if (forged >= 0) {
      long at = (long) forged * SLOT + sealed[forged] - 1 - random.nextInt(sealed[forged] - 8);
      wire.set(ValueLayout.JAVA_BYTE, at, (byte) ~wire.get(ValueLayout.JAVA_BYTE, at));
    }
    for (int i = 0; i < batch; i++) {
      begin(sas, i);
    }
    sas.in.finish();
    for (int i = 0; i < batch; i++) {
      int result = complete(sas, i);
      if (i == forged) {
        assertEquals(Drop.BAD_ICV, Drop.of(result));
      } else {
        assertEquals(lengths[i], result, "packet " + i + " of " + batch);
        long from = (long) i * SLOT;
        long to = from + sas.in.innerOffset();
        assertEquals(
            -1, MemorySegment.mismatch(inner, from, from + lengths[i], wire, to, to + lengths[i]));
      }
    }
  }

  private void seal(Pair sas, int i, Random random) {
    long at = (long) i * SLOT;
    for (int o = 0; o < lengths[i]; o += 8) {
      Net.put64(inner, at + o, random.nextLong());
    }
    Net.put32(inner, at, 0x45000000 | lengths[i]);
    Net.put32(inner, at + 12, 0x0a010101);
    Net.put32(inner, at + 16, 0x0a020202);
    sealed[i] = sas.out.seal(inner, at, lengths[i], wire, at);
    assertTrue(sealed[i] > 0);
  }

  private void begin(Pair sas, int i) {
    assertEquals(0, sas.in.begin(wire, (long) i * SLOT, sealed[i], authentic, i));
  }

  private int complete(Pair sas, int i) {
    return sas.in.complete(wire, (long) i * SLOT, sealed[i], 0, authentic[i]);
  }

  private static void mbFinish(List<Pair> all) {
    all.getFirst().out.finish(); // one finish completes all of the engine's ciphers
  }

  private static final class Pair {
    final OutboundSa out;
    final InboundSa in;

    Pair(EspSuite suite, SequenceNumbers numbers, Engine sealing, Engine opening) {
      byte[] keys = new byte[suite.keyMaterialLength()];
      new Random(keys.length).nextBytes(keys);
      out = new OutboundSa(7, suite, Secret.copyOf(keys), numbers, sealing);
      in =
          new InboundSa(
              7,
              suite,
              Secret.copyOf(keys),
              numbers,
              256,
              TrafficSelector.ALL4,
              TrafficSelector.ALL4,
              opening);
    }

    /// Puts both ends just below 2^32.
    void wrapSoon() {
      out.jumpTo(0xffff_fff0L);
      in.window().accept(0xffff_fff0L);
    }
  }
}
