package io.henge.client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Events whose listener may throw: that is logged, and harms no request. */
final class QuietEvents {
  private static final System.Logger LOG = System.getLogger(ClientEvents.class.getName());

  private QuietEvents() {}

  static ClientEvents of(ClientEvents listener) {
    return (ClientEvents)
        Proxy.newProxyInstance(
            ClientEvents.class.getClassLoader(),
            new Class<?>[] {ClientEvents.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(listener, arguments);
              } catch (InvocationTargetException thrown) {
                LOG.log(System.Logger.Level.WARNING, "a listener threw", thrown.getCause());
                return null;
              }
            });
  }
}
