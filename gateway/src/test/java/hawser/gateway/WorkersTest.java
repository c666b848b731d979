package hawser.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.Entropy;
import hawser.crypto.EspSuite;
import hawser.esp.Drop;
import hawser.esp.InboundSa;
import hawser.esp.JdkEngine;
import hawser.esp.OutboundSa;
import hawser.esp.SequenceNumbers;
import hawser.ike.Path;
import hawser.ike.Spi;
import hawser.net.Batch;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import hawser.net.Net;
import hawser.net.TrafficSelector;
import java.lang.foreign.Arena;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which worker has which SA, and packets that come to the wrong one.
@Timeout(30)
@SuppressWarnings("NullAway") // no packet gets as far as a socket
class WorkersTest {
  private static final EspSuite GCM = EspSuite.aead(Encryption.AES_GCM_16, 128);
  private static final int OF_SECOND = 0x1001;
  private static final int PACKET = 100;

  private Workers workers;
  private Worker first;
  private Worker second;
  private OutboundSa sender;
  private final Carrier carrier =
      new Carrier("up", new Sockets(null, null, null), new Endpoint(IpAddress.ANY4, 0));

  @BeforeEach
  void start() throws Exception {
    workers = new Workers(2, new Nobody(), Engines.of("jdk"));
    workers.start();
    first = workers.all().getFirst();
    second = workers.all().getLast();
    sender = new OutboundSa(OF_SECOND, GCM, keys(), SequenceNumbers.SHORT, new JdkEngine());
    InboundSa receiver =
        new InboundSa(
            OF_SECOND,
            GCM,
            keys(),
            SequenceNumbers.SHORT,
            64,
            TrafficSelector.ALL4,
            TrafficSelector.ALL4,
            second.engine());
    second.post(() -> second.install(receiver, carrier));
  }

  @AfterEach
  void stop() {
    workers.close();
  }

  @Test
  void aPacketAtTheWrongWorkerIsHandedToTheOwnerAndDeliveredOnce() {
    Batch packet = sealed();
    assertTrue(first.takeStray(null, packet, 0));
    assertTrue(first.takeStray(null, packet, 0));
    packet.memory.fill((byte) 0); // it was copied
    assertEquals(0L, first.call(() -> first.drops().of(Drop.UNKNOWN_SPI)));
    assertEquals(1L, second.call(() -> carrier.rxPackets));
    assertEquals(1L, second.call(() -> second.drops().of(Drop.REPLAYED)));
  }

  @Test
  void strayPacketsWaitInBoundedNumber() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    first.post(() -> {
      try {
        busy.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    Batch packet = sealed();
    int taken = 0;
    while (taken < 10_000 && first.takeStray(null, packet, 0)) {
      taken++;
    }
    assertEquals(256, taken);
    busy.countDown();
    assertEquals(0L, first.call(() -> 0L)); // behind all that waited
    assertTrue(first.takeStray(null, packet, 0));
  }

  @Test
  void anOwnerThatIsBusyLosesWhatIsTooMuchAndItIsCounted() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    second.post(() -> {
      try {
        busy.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    Batch packet = sealed();
    for (int i = 0; i < 300; i++) {
      assertTrue(first.takeStray(null, packet, 0));
      assertEquals(0, first.call(() -> 0));
    }
    assertEquals(44L, first.call(() -> first.drops().of(Drop.WRONG_WORKER)));
    busy.countDown();
  }

  @Test
  void anSpiBelongsToTheOwnerOfThePlaceThatItIsChosenFor() {
    Children children =
        new Children(new Loop("control"), workers, Entropy.system(), null, null, tunnel -> {});
    for (int site = 1; site <= 50; site++) {
      Tunnel.Place place = new Tunnel.Place.Located(IpAddress.ofV4(site));
      Spi spi = children.newSpi(place);
      assertSame(workers.ownerOf(place), workers.owner(spi.value()));
      assertEquals(0, spi.value() >>> 26);
    }
  }

  @Test
  void placesSpreadOverTheWorkers() {
    int ofFirst = 0;
    for (int serial = 0; serial < 1_000; serial++) {
      ofFirst += workers.ownerOf(new Tunnel.Place.Alone(serial)) == first ? 1 : 0;
    }
    assertTrue(ofFirst > 400 && ofFirst < 600, "first of two has " + ofFirst);
  }

  /// As the rope groups members: a flow may come by any tunnel of a place.
  @Test
  void tunnelsOfOneLocationAreOnePlaceAndDialUpInstancesWithoutAreOneEach() {
    TunnelTable table = new TunnelTable();
    Tunnel template = table.add(Plans.template("up"), IpAddress.ofV4(1), Instant.EPOCH);
    Tunnel one = instance(table, template, 1);
    Tunnel two = instance(table, template, 2);
    assertNotEquals(one.place(), two.place());
    one.location = IpAddress.parse("1.1.1.1");
    two.location = IpAddress.parse("1.1.1.1");
    assertEquals(one.place(), two.place());
    assertEquals(new Tunnel.Place.Behind("up"), template.place());
  }

  private static Tunnel instance(TunnelTable table, Tunnel template, int number) {
    IpAddress address = IpAddress.ofV4(number);
    return table.instance(template, hawser.ike.Identity.of(address), address, Instant.EPOCH);
  }

  /// One sealed packet in a batch.
  private Batch sealed() {
    Batch batch = new Batch(Arena.ofAuto(), 2, 256, 1);
    Net.put8(batch.memory, 256, 0x45);
    Net.put16(batch.memory, 256 + 2, PACKET);
    Net.put32(batch.memory, 256 + 12, 0x0a010101);
    Net.put32(batch.memory, 256 + 16, 0x0a020202);
    int length = sender.seal(batch.memory, 256, PACKET, batch.memory, 0);
    assertFalse(length < 0);
    batch.filled = 1;
    batch.add(0, 0, length);
    return batch;
  }

  private static Secret keys() {
    return Secret.adopt(new byte[GCM.keyMaterialLength()]);
  }

  private static final class Nobody implements Worker.IkeReceiver {
    @Override
    public void message(Port port, Path path, Octets datagram) {
      throw new AssertionError(path);
    }

    @Override
    public void unknownSpi(Port port, Path path, Octets datagram) {
      throw new AssertionError(path);
    }
  }
}
