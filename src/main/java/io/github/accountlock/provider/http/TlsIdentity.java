package io.github.accountlock.provider.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom we trust in TLS, and who we are where the other side asks. Files are read once, at the start. */
public record TlsIdentity(SSLSocketFactory sockets, X509TrustManager trust) {

    /** What is wrong with a file, as half a sentence without passwords. */
    private static final class Unusable extends Exception {

        private static final long serialVersionUID = 1;

        private Unusable(String sentence) {
            super(sentence);
        }
    }

    /** Reads {@code trust-store} and {@code key-store}; what is wrong is told to the settings. Empty if neither is given. */
    static Optional<TlsIdentity> of(Settings settings) {
        for (String store : List.of("trust-store", "key-store")) {
            if (settings.text(store).isEmpty()
                    && settings.text(store + "-password").isPresent()) {
                settings.problem(store, "is missing, but its password is given");
            }
        }
        if (settings.text("trust-store").isEmpty() && settings.text("key-store").isEmpty()) {
            return Optional.empty();
        }
        Optional<KeyStore> trusted = store(settings, "trust-store", TlsIdentity::trusted);
        Optional<KeyStore> own = store(settings, "key-store", TlsIdentity::own);
        try {
            return Optional.of(of(trusted, own, password(settings, "key-store")));
        } catch (GeneralSecurityException unusable) {
            settings.problem("key-store", "its key cannot be used, or has another password than the file");
            return Optional.empty();
        }
    }

    private interface Opening {
        KeyStore open(String path, char[] password) throws Unusable;
    }

    private static Optional<KeyStore> store(Settings settings, String name, Opening opening) {
        try {
            return settings.text(name).isEmpty()
                    ? Optional.empty()
                    : Optional.of(opening.open(settings.text(name).get(), password(settings, name)));
        } catch (Unusable unusable) {
            settings.problem(name, unusable.getMessage());
            return Optional.empty();
        }
    }

    private static char[] password(Settings settings, String store) {
        return settings.text(store + "-password").orElse("").toCharArray();
    }

    /** @param trusted nothing but these certificates; empty for what this Java trusts */
    private static TlsIdentity of(Optional<KeyStore> trusted, Optional<KeyStore> own, char[] ownPassword)
            throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted.orElse(null));
        KeyManager[] keys = null;
        if (own.isPresent()) {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(own.get(), ownPassword);
            keys = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        for (TrustManager manager : trust.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return new TlsIdentity(context.getSocketFactory(), x509);
            }
        }
        throw new IllegalStateException("this Java has no X.509 trust manager");
    }

    /** Certificates as PEM text, or a key store (PKCS #12, JKS). */
    private static KeyStore trusted(String path, char[] password) throws Unusable {
        byte[] content = content(path);
        if (!new String(content, StandardCharsets.US_ASCII).contains("-----BEGIN CERTIFICATE-----")) {
            return opened(content, password, false);
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content))) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            return store;
        } catch (IOException | GeneralSecurityException broken) {
            throw new Unusable("the file has a certificate that cannot be read");
        }
    }

    /** A key store (PKCS #12, JKS) with a private key and its certificates. */
    private static KeyStore own(String path, char[] password) throws Unusable {
        return opened(content(path), password, true);
    }

    private static KeyStore opened(byte[] content, char[] password, boolean withKey) throws Unusable {
        KeyStore store;
        try {
            store = KeyStore.getInstance("PKCS12"); // Java's own reads JKS as well
            store.load(new ByteArrayInputStream(content), password);
        } catch (IOException | GeneralSecurityException broken) {
            throw new Unusable("the file is no key store (PKCS #12 or JKS), or its password is wrong");
        }
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (withKey ? store.isKeyEntry(alias) : store.isCertificateEntry(alias)) {
                    return store;
                }
            }
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
        throw new Unusable(withKey ? "the file has no private key" : "the file has no trusted certificate");
    }

    private static byte[] content(String path) throws Unusable {
        try {
            return Files.readAllBytes(Path.of(path));
        } catch (IOException | InvalidPathException unreadable) {
            throw new Unusable("the file is missing or cannot be read");
        }
    }

    @Override
    public String toString() {
        return "TlsIdentity";
    }
}
