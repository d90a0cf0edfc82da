# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# For the checks of this folder that want an empty Debian 12: `. scripts/long/common.sh; . scripts/long/bookworm.sh`.
# Needs root and a Debian mirror ($DEBIAN_MIRROR). The base system is kept in build/long/bookworm.tar.

[ "$(id -u)" = 0 ] || skip "a chroot needs root"
# In a mount space of its own: what is mounted here is gone when this ends, however it ends.
[ -n "${CLIPDRAW_OWN_MOUNTS-}" ] || CLIPDRAW_OWN_MOUNTS=1 exec unshare --mount --propagation private "$0" "$@"

# make_system FOLDER: an empty Debian 12 (minbase) with an unprivileged user "stranger", ready to be entered.
make_system() {
  system=$1
  base=$work/bookworm.tar
  if [ ! -f "$base" ]; then
    need debootstrap
    rm -rf "$work/bookworm"
    debootstrap --variant=minbase bookworm "$work/bookworm" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
    tar -C "$work/bookworm" -cf "$base.part" .
    mv "$base.part" "$base"
    rm -rf "$work/bookworm"
  fi
  rm -rf "$system"
  mkdir -p "$system"
  tar -C "$system" -xf "$base"
  # Network as on this machine, and no services. Questions are answered with yes.
  cp /etc/resolv.conf "$system/etc/resolv.conf"
  for file in /etc/apt/apt.conf.d/99*; do
    [ ! -f "$file" ] || cp "$file" "$system/etc/apt/apt.conf.d/"
  done
  echo 'APT::Get::Assume-Yes "true";' > "$system/etc/apt/apt.conf.d/90check"
  printf '#!/bin/sh\nexit 101\n' > "$system/usr/sbin/policy-rc.d"
  chmod +x "$system/usr/sbin/policy-rc.d"
  mount -t proc proc "$system/proc"
  mount --rbind /dev "$system/dev"
  as_root apt-get update
  as_root useradd --create-home --shell /bin/sh stranger
}

# keep_archives: what apt fetches in the system is kept in build/long/archives, for the next run.
keep_archives() {
  mkdir -p "$work/archives"
  mount --bind "$work/archives" "$system/var/cache/apt/archives"
  echo 'APT::Keep-Downloaded-Packages "true";' > "$system/etc/apt/apt.conf.d/91check"
}

# as_root COMMAND..., as_stranger COMMAND...: runs it in the system that was made last.
as_root() {
  chroot "$system" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
as_stranger() {
  as_root setpriv --reuid=stranger --regid=stranger --init-groups env HOME=/home/stranger \
    sh -c 'cd && exec "$@"' sh "$@"
}

# leave_system: takes the system away, once nothing is mounted below it.
leave_system() {
  for place in proc dev var/cache/apt/archives; do
    ! mountpoint -q "$system/$place" || umount -R "$system/$place"
  done
  rm -rf --one-file-system "$system"
}
