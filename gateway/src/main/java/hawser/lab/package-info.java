/// The laboratory: namespaces, traffic, and the demo.
@NullMarked
package hawser.lab;

import org.jspecify.annotations.NullMarked;
