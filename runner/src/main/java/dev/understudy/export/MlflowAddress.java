package dev.understudy.export;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The address of an MLflow tracking server, and the credentials for it.
 *
 * @param api the common prefix of the addresses of all calls
 * @param authorization the value of the HTTP header Authorization
 */
record MlflowAddress(URI api, Optional<String> authorization) {
    private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";
    private static final String USER = "MLFLOW_TRACKING_USERNAME";
    private static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";

    /**
     * @param text the server's address, http://HOST:PORT
     * @param environment the variables with credentials, with the same names as for MLflow's own client
     * @throws Fault bad input if the text is not an address of this form, or if a token has characters no header can
     *     have
     */
    static MlflowAddress of(String text, Map<String, String> environment) {
        return new MlflowAddress(api(text), authorization(environment));
    }

    private static URI api(String text) {
        try {
            URI uri = new URI(text.strip());
            if (uri.getUserInfo() != null) {
                throw bad(
                        "has a user in it",
                        "set " + USER + " and " + PASSWORD); // no address in this message: it has a password
            }
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
                return new URI(uri.toString().replaceFirst("/+$", "") + "/api/2.0/mlflow/");
            }
        } catch (URISyntaxException e) {
            // Refused below.
        }
        throw bad(
                "is \"" + Printable.brief(text) + '"',
                "give one, as in --mlflow http://localhost:5000; `mlflow server` starts one over a folder or a database");
    }

    private static Fault bad(String found, String remedy) {
        return Fault.badInput("--mlflow", found, "the address of a tracking server, http://HOST:PORT", remedy);
    }

    private static Optional<String> authorization(Map<String, String> environment) {
        String token = environment.getOrDefault(TOKEN, "");
        String user = environment.getOrDefault(USER, "");
        String password = environment.getOrDefault(PASSWORD, "");
        if (!user.isEmpty()) { // as in MLflow's client, a user name takes precedence over a token
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
        }
        if (!token.isEmpty() && !token.matches("[\\x21-\\x7e]+")) {
            throw Fault.badInput(TOKEN, "has characters that a header cannot have", "a token", "correct it");
        }
        return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token);
    }
}
