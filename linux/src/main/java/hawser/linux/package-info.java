/// Linux as Hawser needs it. Everything foreign is fenced into this package.
@NullMarked
package hawser.linux;

import org.jspecify.annotations.NullMarked;
