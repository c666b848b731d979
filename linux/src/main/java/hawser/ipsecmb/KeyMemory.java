package hawser.ipsecmb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/// Blocks of off-heap memory for expanded keys, at multiples of 64 octets, as the library wants
/// them. Blocks come back zeroed and are used again; there are as many as there were SAs at once.
final class KeyMemory {
  static final int BLOCK = 2048;
  private static final int SLAB = 32;

  private final Arena arena = Arena.ofAuto();
  private final Deque<MemorySegment> free = new ArrayDeque<>(); // guarded by this

  synchronized MemorySegment take() {
    if (free.isEmpty()) {
      MemorySegment slab = arena.allocate((long) SLAB * BLOCK, 64);
      for (int i = 0; i < SLAB; i++) {
        free.add(slab.asSlice((long) i * BLOCK, BLOCK, 64));
      }
    }
    return free.removeFirst();
  }

  synchronized void giveBack(MemorySegment block) {
    block.fill((byte) 0);
    free.addFirst(block);
  }
}
