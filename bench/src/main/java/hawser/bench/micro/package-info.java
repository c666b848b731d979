/// Micro-benchmarks of the packet path, with the allocation profiler.
@NullMarked
package hawser.bench.micro;

import org.jspecify.annotations.NullMarked;
