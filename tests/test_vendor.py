"""The vendored files are what vendor.toml says, nothing more, and none of them reaches for another host."""

import re

from web.ui import vendor


def test_every_vendored_file_is_as_published():
    assert vendor.differences() == []


def test_every_package_has_its_licence_beside_it():
    for package in vendor.packages():
        assert any(file.path.name.startswith("LICENSE") for file in package.files), package.name
        assert package.licence


def test_a_changed_file_is_noticed(tmp_path, monkeypatch):
    package = vendor.packages()[0]
    file = package.files[0]
    changed = tmp_path / file.path.name
    changed.write_bytes(file.path.read_bytes() + b"\n")
    tampered = package._replace(files=(file._replace(path=changed),))
    monkeypatch.setattr(vendor, "packages", lambda: [tampered])
    assert any("is not as" in sentence for sentence in vendor.differences())


def test_no_vendored_style_sheet_loads_from_another_host():
    for package in vendor.packages():
        for file in package.files:
            if file.path.suffix == ".css":
                text = re.sub(r'url\("data:[^"]*"\)', "", file.path.read_text("utf-8"))
                assert not re.search(r"@import|url\(\s*['\"]?(https?:)?//", text), file.path.name
