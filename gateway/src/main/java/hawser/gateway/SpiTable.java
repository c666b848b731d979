package hawser.gateway;

import org.jspecify.annotations.Nullable;

/// SPI to value: open addressing with linear probing, no boxing, one owner thread. SPI 0 is never a
/// key (RFC 4303 section 2.1 reserves it).
final class SpiTable<V> {
  private int[] keys = new int[64];
  private @Nullable Object[] values = new @Nullable Object[64];
  private int size;

  int size() {
    return size;
  }

  @SuppressWarnings("unchecked")
  @Nullable V find(int spi) {
    int mask = keys.length - 1;
    for (int at = mix(spi) & mask; keys[at] != 0; at = at + 1 & mask) {
      if (keys[at] == spi) {
        return (V) values[at];
      }
    }
    return null;
  }

  void put(int spi, V value) {
    if (spi == 0) {
      throw new IllegalArgumentException("SPI 0 is reserved");
    }
    if ((size + 1) * 2 > keys.length) {
      grow();
    }
    insert(spi, value);
  }

  void remove(int spi) {
    int mask = keys.length - 1;
    int at = mix(spi) & mask;
    while (keys[at] != spi) {
      if (keys[at] == 0) {
        return;
      }
      at = at + 1 & mask;
    }
    size--;
    keys[at] = 0;
    values[at] = null;
    // Close the gap: every entry of the run behind it may have been pushed past it.
    for (int next = at + 1 & mask; keys[next] != 0; next = next + 1 & mask) {
      int key = keys[next];
      Object value = values[next];
      keys[next] = 0;
      values[next] = null;
      size--;
      insert(key, value);
    }
  }

  private void insert(int spi, @Nullable Object value) {
    int mask = keys.length - 1;
    int at = mix(spi) & mask;
    while (keys[at] != 0 && keys[at] != spi) {
      at = at + 1 & mask;
    }
    if (keys[at] == 0) {
      size++;
    }
    keys[at] = spi;
    values[at] = value;
  }

  private void grow() {
    int[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new int[oldKeys.length * 2];
    values = new @Nullable Object[keys.length];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        insert(oldKeys[i], oldValues[i]);
      }
    }
  }

  private static int mix(int spi) {
    int mixed = spi * 0x9e3779b1;
    return mixed ^ mixed >>> 15;
  }
}
