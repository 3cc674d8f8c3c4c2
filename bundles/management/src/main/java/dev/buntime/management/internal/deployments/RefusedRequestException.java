package dev.buntime.management.internal.deployments;

import dev.buntime.admin.DeploymentException;

/** A request that is answered with an error. The message is for whoever sent it. */
final class RefusedRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The artifact cannot be deployed (RFC 9110, section 15.5.21). */
  static final int UNPROCESSABLE = 422;

  /** The disk does not take it (RFC 4918, section 11.5). */
  private static final int INSUFFICIENT_STORAGE = 507;

  private final int status;

  /**
   * @param status HTTP status of the answer
   * @param message what, why and what to do
   */
  RefusedRequestException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** The answer to what the deployer says. */
  static RefusedRequestException of(DeploymentException why) {
    int status =
        switch (why.kind()) {
          case NOT_FOUND -> 404;
          case CONFLICT -> 409;
          case EXISTS -> 412;
          case REFUSED -> UNPROCESSABLE;
          case STORAGE -> INSUFFICIENT_STORAGE;
          case STOPPING -> 503;
        };
    return new RefusedRequestException(status, String.valueOf(why.getMessage()));
  }

  /** There is nothing at this address. */
  static RefusedRequestException nothingHere() {
    return new RefusedRequestException(
        404, "There is nothing here. GET /_/openapi.json tells what there is.");
  }

  /** There is something at this address, but not for the method of the request. */
  static RefusedRequestException wrongMethod(Address address) {
    return address instanceof Address.Unknown
        ? nothingHere()
        : new RefusedRequestException(405, "Here there are only " + address.methods() + ".");
  }

  int status() {
    return status;
  }
}
