package io.github.accountlock.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every spelling of the way to the first-user setup, and ways that only look like it. */
class SetupPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/api/admin/setup/default/user/create",
                "/camunda/api/admin/setup",
                "/other/path/api/admin/setup/x",
                "/camunda/app/admin/default/setup",
                "/camunda/app/admin/default/setup/",
                "/camunda/app/admin/setup",
                "//camunda//api///admin/setup/default",
                "/camunda;a=b/api;c/admin/setup;x=y/default",
                "/camunda/api/./admin/%2e/setup/default",
                "/camunda/api/x/../admin/setup/default",
                "/camunda/api/x/%2e%2e/admin/setup/default",
                "/camunda/API/Admin/SETUP/default",
                "/camunda/api%2fadmin%2Fsetup/default",
                "/camunda/api%252fadmin/setup",
                "/camunda/api\\admin\\setup/default",
                "/camunda/api/admin/%73%65tup/default",
                "/camunda/app/admin/default%2Fsetup"
            })
    void isRecognised(String path) {
        assertThat(SetupPath.matches(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/app/admin/default/",
                "/camunda/app/admin/default/users",
                "/camunda/api/admin/auth/user/default",
                "/camunda/api/admin/setup/../auth/user/default",
                "/camunda/app/tasklist/default/setup",
                "/camunda/api/admin/setups",
                "/100%/of/it",
                "/"
            })
    void otherPathsPass(String path) {
        assertThat(SetupPath.matches(path)).isFalse();
    }
}
