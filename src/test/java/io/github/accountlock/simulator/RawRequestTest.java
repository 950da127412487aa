package io.github.accountlock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests on the wire as some SDKs write them and ordinary clients do not. */
class RawRequestTest {

    private final SimulatedClouds clouds = SimulatedClouds.start(0, Clock.systemUTC());

    @AfterEach
    void close() {
        clouds.close();
    }

    @Test
    void postWithNeitherLengthNorChunksHasAnEmptyBody() throws IOException {
        String answer = sent("POST /?Action=DescribeAccounts HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("IncompleteSignature");
    }

    @Test
    void postWithAChunkedEmptyBodyIsTaken() throws IOException {
        String answer = sent("POST /?Action=DescribeAccounts HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("IncompleteSignature");
    }

    @Test
    void controlApiIsRefusedUnderANameThatWasReboundToThisMachine() throws IOException {
        String answer = sent("GET /_control/calls HTTP/1.1\r\nHost: evil.example:8090\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403");
    }

    @Test
    void onlyTheLoopbackAddressListens() {
        assertThat(clouds.uri().getHost()).isEqualTo("127.0.0.1");
        assertThat(clouds.uri().getPort()).isEqualTo(clouds.port());
    }

    private String sent(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clouds.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
