// nav.tsx: the one bar above all screens: where one can go, whose page it is, the theme.
import type { ReactNode } from 'react';
import { config } from '../config';
import { mod } from '../lib/keys';
import { useStore } from '../lib/store';
import { useNarrow } from '../lib/use_narrow';
import { Icon, Key } from '../parts/icon';
import { Menu } from '../parts/menu';
import { go, hrefOf, route, type ScreenName, screens } from '../route';
import { switchTheme, theme } from '../stores/theme';
import { text } from '../text';
import { logOut } from './log_out';
import { showKeys } from './show_keys';
import { showPalette } from './show_palette';

export function Nav({ children }: { children?: ReactNode }) {
  const here = useStore(route).screen;
  const narrow = useNarrow();
  return (
    <header className="nav">
      <div className="brand">
        <svg viewBox="0 0 16 16" aria-hidden="true"><path fill="currentColor" d="M1 14V9.2L2.6 5 4.2 9.2V14zM6.4 14V6.6L8 1.5l1.6 5.1V14zM11.8 14V9.2L13.4 5 15 9.2V14z" /></svg>
        <span>{text.product}</span>
      </div>
      {children}
      <Links here={here} />
      <div className="end">
        {!narrow && <Find />}
        <ThemeSwitch />
        <Account />
      </div>
    </header>
  );
}

function Find() {
  return <button type="button" className="btn bare" onClick={showPalette}><Icon name="search" /><span>{text.nav.find}</span> <Key>{`${mod}K`}</Key></button>;
}

/** Where there is no room for all screens beside each other, the present one opens a menu of them. */
function Links({ here }: { here: ScreenName }) {
  const ready = screens.filter((screen) => screen.ready);
  if (useNarrow()) {
    return (
      <nav className="links one" aria-label={text.nav.main}>
        <Menu label={text.nav.main} items={ready.map(({ name }) => ({ label: text.nav[name], act: () => go(name) }))} named>{text.nav[here]}<Icon name="chevron-down" small /></Menu>
      </nav>
    );
  }
  return (
    <nav className="links" aria-label={text.nav.main}>
      {ready.map(({ name }) => <a key={name} href={hrefOf(name)} aria-current={name === here ? 'page' : undefined}>{text.nav[name]}</a>)}
    </nav>
  );
}

function ThemeSwitch() {
  const label = useStore(theme) === 'dark' ? text.nav.toLight : text.nav.toDark;
  return <button type="button" className="btn bare icon theme" aria-label={label} title={label} onClick={switchTheme}><Icon name="contrast" /></button>;
}

function Account() {
  const dark = useStore(theme) === 'dark';
  const narrow = useNarrow();
  const items = [
    ...(narrow ? [{ label: text.nav.find, act: showPalette }, { label: dark ? text.nav.toLight : text.nav.toDark, act: switchTheme }] : []),
    { label: text.nav.keys, key: '?', act: showKeys },
    ...(config.logout ? [{ label: text.nav.logOut, act: logOut }] : []),
  ];
  return (
    <Menu label={config.user.name || text.nav.account} items={items} className="btn bare account" named={!narrow}>
      {narrow ? <Icon name="ellipsis" /> : <><span>{config.user.name || text.nav.account}</span><Icon name="chevron-down" small /></>}
    </Menu>
  );
}
