package dev.buntime.sandbox;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * What a request looks like from outside, while Felix HTTP dispatches it by an inner path.
 *
 * <p>The pipeline puts a request wrapper with this interface into the chain; the sandbox finds it
 * and shows the app what the client typed.
 */
public interface ClientView {

  /** The context path as the client typed it, such as {@code /hello-api@1}. */
  String contextPath();

  /** Where the app's code for this request runs. */
  AppThreads threads();

  /** Whether the request is over for the app: it was answered, by the app or in its stead. */
  boolean isOver();

  /** The view of a request, if it is the request of an app. */
  static @Nullable ClientView of(ServletRequest request) {
    ServletRequest current = request;
    while (!(current instanceof ClientView)) {
      if (!(current instanceof ServletRequestWrapper wrapper)) {
        return null;
      }
      current = wrapper.getRequest();
    }
    return (ClientView) current;
  }
}
