package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cloister.CodecException;
import dev.cloister.ManagerDiedException;
import dev.cloister.Pool;
import dev.cloister.manager.ManagedMap;
import dev.cloister.manager.ManagedSemaphore;
import dev.cloister.manager.Manager;
import dev.cloister.manager.ServedManager;
import dev.cloister.remote.AuthenticationException;
import dev.cloister.remote.AuthenticationKey;
import dev.cloister.remote.RemoteOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A manager that is served at an address, used through it. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class ManagerServedTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final byte[] KEY =
            "0123456789abcdefghijklmnopqrstuvwxyz".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final RemoteOptions FUNCTIONS = RemoteOptions.defaults()
            .withAllowedClasses("dev.cloister.testkit.*")
            .withLambdas(true);

    private static SocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Test
    void g06_valuesOfAllKindsByNameFromAnotherProcess() throws Exception {
        try (AuthenticationKey key = AuthenticationKey.of(KEY);
                Manager manager = Manager.open(ManagerUse.OPTIONS);
                ServedManager served = manager.serve(anyPort(), key, FUNCTIONS);
                Pool pool = Pool.ofProcesses(1)) {
            ManagedMap<String, Object> map = manager.map();
            manager.bind("map", map);
            manager.bind("shelf", manager.create(Shelf.class));
            SocketAddress address = served.address();
            assertThat(Endings.value(pool.submit(() -> {
                        try (AuthenticationKey same = AuthenticationKey.of(KEY);
                                Manager far = Manager.connect(address, same, FUNCTIONS)) {
                            Shelf shelf = far.get("shelf", Shelf.class);
                            @Nullable
                            Object[] values = {
                                null, "h\u00e9llo \u4e2d\ud83d\ude00", 1, 2L, 2.5, new byte[] {0, -1}, List.of("a", 1)
                            };
                            for (Object value : values) {
                                assertThat(shelf.echo(value)).isEqualTo(value);
                            }
                            assertThat(catchThrowable(() -> shelf.fail("far"))).isInstanceOf(ArithmeticException.class);
                            @SuppressWarnings("unchecked")
                            ManagedMap<String, Object> remote = far.get("map", ManagedMap.class);
                            remote.put("inner", far.map());
                            remote.put("count", 1);
                            remote.merge("count", 1, (a, b) -> (Integer) a + (Integer) b);
                            assertThat(shelf.box("x").add(2)).isEqualTo(2);
                            return far.name() + " " + remote.size();
                        }
                    })))
                    .isEqualTo(manager.name() + " 2");
            assertThat(map).containsEntry("count", 2);
            assertThat(map.get("inner")).isInstanceOf(ManagedMap.class);
        }
    }

    @Test
    void classesThatAreNotAllowedAreNotDeserialized() throws Exception {
        try (AuthenticationKey key = AuthenticationKey.of(KEY);
                Manager manager = Manager.open(ManagerUse.OPTIONS);
                ServedManager served = manager.serve(anyPort(), key);
                Manager far = Manager.connect(served.address(), key)) {
            ManagedMap<String, Object> map = far.map();
            assertThatThrownBy(() -> map.put("file", new java.io.File("x")))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContainingAll("argument", "java.io.File", "RemoteOptions.withAllowedClasses");
            assertThatThrownBy(() -> map.merge("a", 1, (a, b) -> b))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("RemoteOptions.withLambdas");
            ManagedMap<String, Object> own = manager.map();
            manager.bind("own", own);
            own.put("file", new java.io.File("x"));
            assertThatThrownBy(() -> far.get("own", ManagedMap.class).get("file"))
                    .as("nor results")
                    .isInstanceOf(CodecException.class);
            map.put("a", 1);
            assertThat(map).isEqualTo(java.util.Map.of("a", 1));
        }
    }

    @Test
    void g07_theAddressIsFreeAtOnceAndAnotherKeyIsRefused() throws Exception {
        try (AuthenticationKey key = AuthenticationKey.of(KEY);
                AuthenticationKey other = AuthenticationKey.random()) {
            SocketAddress address = anyPort();
            for (int i = 0; i < 3; i++) {
                try (Manager manager = Manager.open();
                        ServedManager served = manager.serve(address, key)) {
                    address = served.address();
                    SocketAddress same = address;
                    assertThatThrownBy(() -> Manager.connect(same, other)).isInstanceOf(AuthenticationException.class);
                    try (Manager far = Manager.connect(address, key)) {
                        assertThat(far.map()).isEmpty();
                    }
                }
            }
            SocketAddress last = address;
            assertThatThrownBy(() -> Manager.connect(last, key)).isInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void l4_aClientThatLeavesGivesBackAndTheEndOfTheManagerIsTold() throws Exception {
        try (AuthenticationKey key = AuthenticationKey.of(KEY)) {
            Manager manager = Manager.open(ManagerUse.OPTIONS);
            ServedManager served = manager.serve(anyPort(), key);
            ManagedSemaphore semaphore = manager.semaphore(1);
            manager.bind("semaphore", semaphore);
            Shelf shelf = manager.create(Shelf.class);
            manager.bind("shelf", shelf);
            try (Manager far = Manager.connect(served.address(), key, FUNCTIONS)) {
                far.get("semaphore", ManagedSemaphore.class).acquire();
                assertThat(semaphore.tryAcquire()).isFalse();
            }
            assertThat(semaphore.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            try (Manager far = Manager.connect(served.address(), key, FUNCTIONS)) {
                Shelf there = far.get("shelf", Shelf.class);
                var waiting = far.async(() -> {
                    there.sleep();
                    return true;
                });
                Await.until("it sleeps", SOON, () -> shelf.sleeping() == 1);
                manager.close();
                assertThat(catchThrowable(() -> waiting.get(5, TimeUnit.SECONDS))
                                .getCause())
                        .isInstanceOf(ManagerDiedException.class);
                assertThatThrownBy(far::map).isInstanceOf(ManagerDiedException.class);
            }
            assertThat(Arrays.asList(served.address())).hasSize(1);
        }
    }
}
