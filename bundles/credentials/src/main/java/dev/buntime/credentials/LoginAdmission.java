package dev.buntime.credentials;

/** What becomes of somebody who wants to log in: the login is checked, or it has to wait. */
public sealed interface LoginAdmission permits LoginAttempt, LoginRefusal {}
