package hawser.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChecksumTest {
  @Test
  void theSumInWideStepsIsTheSumOfItsWords() {
    MemorySegment m = Arena.ofAuto().allocate(4096);
    Random random = new Random(7);
    for (int i = 0; i < 4096; i++) {
      Net.put8(m, i, random.nextInt(4) == 0 ? 0xff : random.nextInt());
    }
    for (int length = 0; length < 300; length++) {
      int from = random.nextInt(3000);
      long plain = 0;
      for (int i = 0; i < length; i++) {
        plain += (i & 1) == 0 ? Net.u8(m, from + i) << 8 : Net.u8(m, from + i);
      }
      assertEquals(
          Checksum.finish(plain), Checksum.finish(Checksum.sum(m, from, length)), "of " + length);
    }
  }

  @Test
  void theExampleOfRfc1071() {
    MemorySegment m = Arena.ofAuto().allocate(8);
    Net.put64(m, 0, 0x0001f203f4f5f6f7L);
    assertEquals(~0xddf2 & 0xffff, Checksum.finish(Checksum.sum(m, 0, 8)));
  }
}
