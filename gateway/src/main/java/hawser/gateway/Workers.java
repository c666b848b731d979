package hawser.gateway;

import hawser.aggregate.FlowHash;
import hawser.linux.OsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/// The workers, and who of them owns what:
///
/// ```
///   of each worker   a queue of every TUN device, a socket of every port for UDP and raw ESP,
///                    an Outlet and a Carrier for what it sends, an OutboundSa of every SA
///   of one worker    an InboundSa: worker `SPI mod count`, which is where the kernel brings its
///                    packets. We choose the SPI, so that all SAs of one place have one owner
///                    and the segments of a flow meet, whichever member they came by
///   of worker 0      IKE
/// ```
final class Workers implements AutoCloseable {
  /// More would outrun the replay window of a peer ([SharedSequence]).
  static final int MOST = 16;

  private final List<Worker> all = new ArrayList<>();

  Workers(int count, Worker.IkeReceiver ike, Engines engines) throws OsException {
    for (int i = 0; i < count; i++) {
      all.add(new Worker(i, this, ike, engines.forWorker()));
    }
  }

  /// One where CPUs are few, since the kernel's share of the work needs them too.
  static int defaultCount() {
    int cpus = Runtime.getRuntime().availableProcessors();
    return cpus <= 3 ? 1 : Math.min(cpus / 2, 8);
  }

  void start() {
    all.forEach(Worker::start);
  }

  int count() {
    return all.size();
  }

  List<Worker> all() {
    return all;
  }

  /// The owner of the inbound SA with this SPI.
  Worker owner(int spi) {
    return all.get(Integer.remainderUnsigned(spi, all.size()));
  }

  /// The owner of all inbound SAs of a place.
  Worker ownerOf(Tunnel.Place place) {
    return all.get((int) Long.remainderUnsigned(FlowHash.mix(place.hashCode()), all.size()));
  }

  /// Runs a command on each worker's thread, soon.
  void post(Consumer<Worker> command) {
    all.forEach(worker -> worker.post(() -> command.accept(worker)));
  }

  /// Runs a command on each worker's thread and waits until all have done it.
  void call(Consumer<Worker> command) {
    List<Boolean> _ =
        ask(worker -> {
          command.accept(worker);
          return true;
        });
  }

  /// Asks all workers at once and waits for their answers, in their order.
  <T> List<T> ask(Function<Worker, T> question) {
    List<CompletableFuture<T>> answers = new ArrayList<>();
    for (Worker worker : all) {
      Callable<T> own = () -> question.apply(worker);
      answers.add(worker.ask(own));
    }
    return answers.stream().map(Worker::await).toList();
  }

  @Override
  public void close() {
    all.forEach(Worker::close);
  }
}
